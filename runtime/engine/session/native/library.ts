import { existsSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import koffi, { type LibraryHandle } from "koffi"
import { noTelemetry } from "../noTelemetry.ts"
import { apiVersion, type Functions, functionsOf, type Pointer } from "./functions.ts"
import { loadLibrary } from "./loadLibrary.ts"
import { created } from "./status.ts"

/** ONNX Runtime in this process. */
export interface OnnxRuntime {
  readonly version: string
  readonly functions: Functions
  /** An OrtEnv, which all sessions share. */
  readonly environment: Pointer
  /** The OrtMemoryInfo of ordinary memory. */
  readonly memory: Pointer
  /** The pointers that lie at an address. */
  readonly pointersAt: (address: Pointer, count: number) => readonly Pointer[]
  /** The text, ended by a zero, that lies at an address. */
  readonly textAt: (address: Pointer) => string
  /** Kept: were it collected, the library would be unmapped under the running process. */
  readonly library: LibraryHandle
}

/** A failure that says what the platform lacks. */
class Unavailable extends Error {
  override readonly name = "Unavailable"
}

const fileNames: Readonly<Partial<Record<NodeJS.Platform, string>>> = {
  linux: "libonnxruntime.so.1",
  darwin: "libonnxruntime.1.dylib",
  win32: "onnxruntime.dll",
}

/** Where the package onnxruntime-node keeps the library for this platform. */
export const libraryFile = (): string => {
  const name = fileNames[process.platform]
  const root = fileURLToPath(new URL(".", import.meta.resolve("onnxruntime-node/package.json")))
  const file = join(root, "bin", "napi-v6", process.platform, process.arch, name ?? "")
  if (name === undefined || !existsSync(file))
    throw new Unavailable(`onnxruntime-node has no library for ${process.platform} ${process.arch}`)
  return file
}

// ORT_LOGGING_LEVEL_FATAL: every failure comes back as a status, which is reported.
const logLevel = 4

const pointersAt: OnnxRuntime["pointersAt"] = (address, count) =>
  Array.from({ length: count }, (_, index): Pointer =>
    koffi.decode(address, index * koffi.sizeof("void *"), "void *"),
  )

const textAt: OnnxRuntime["textAt"] = (address) => koffi.decode.string(address)

/** Loads the library and starts ONNX Runtime. Throws `Unavailable` where that cannot be. */
export const openLibrary = (file: string): OnnxRuntime => {
  noTelemetry()
  const library = loadLibrary(file)
  const base: Pointer = library.func("void *OrtGetApiBase()")()
  const version: string = koffi.decode(
    koffi.decode(base, koffi.sizeof("void *"), "void *"),
    koffi.proto("str", []),
  )()
  const api: Pointer | null = koffi.decode(
    koffi.decode(base, 0, "void *"),
    koffi.proto("void *", ["uint32_t"]),
  )(apiVersion)
  if (api === null)
    throw new Unavailable(
      `ONNX Runtime ${version} is too old: it lacks version ${apiVersion} of its API`,
    )
  const functions = functionsOf(api)
  const environment = created(functions, (out) => functions.createEnv(logLevel, "ablate", out))
  const memory = created(functions, (out) => functions.createCpuMemoryInfo(0, 0, out))
  return { version, functions, environment, memory, pointersAt, textAt, library }
}
