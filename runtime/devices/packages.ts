import { createRequire } from "node:module"
import { dirname } from "node:path"
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

/** The packages with TensorFlow's backend for tfjs that are installed. */
export const installedTensorflow = (): readonly string[] =>
  tensorflowPackages.filter((name) => folderOf(name) !== undefined)
