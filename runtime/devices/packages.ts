import { existsSync } from "node:fs"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { tensorflowPackages } from "../engine/session/tensorflowPackages.ts"

const { resolve } = createRequire(import.meta.url)

/** The folder of an installed package; `undefined` if it is not installed. */
const folderOf = (name: string): string | undefined => {
  try {
    return dirname(resolve(`${name}/package.json`))
  } catch {
    return undefined
  }
}

/** Folder, inside its package, of ONNX Runtime's libraries on Linux x64. */
const libraries = "bin/napi-v6/linux/x64"
const cudaProvider = ["libonnxruntime_providers_shared.so", "libonnxruntime_providers_cuda.so"]

/** Files of ONNX Runtime's CUDA provider that are not there. */
export const missingCudaFiles = (): readonly string[] => {
  const folder = folderOf("onnxruntime-node")
  return cudaProvider.filter(
    (file) => folder === undefined || !existsSync(join(folder, libraries, file)),
  )
}

/** The packages with TensorFlow's backend for tfjs that are installed. */
export const installedTensorflow = (): readonly string[] =>
  tensorflowPackages.filter((name) => folderOf(name) !== undefined)
