import koffi from "koffi"

/** An address in native memory; ONNX Runtime's objects are known by theirs. */
export type Pointer = bigint

const pointer = "void *"

// Place in OrtApi (onnxruntime_c_api.h, append-only from version to version), result, arguments.
// A result of "void *" is an OrtStatus: null when all went well.
const table = {
  getErrorCode: [1, "int", pointer],
  getErrorMessage: [2, "str", pointer],
  createEnv: [3, pointer, "int", "str", pointer],
  createSessionFromArray: [8, pointer, pointer, pointer, "size_t", pointer, pointer],
  createSessionOptions: [10, pointer, pointer],
  disableMemPattern: [17, pointer, pointer],
  disableCpuMemArena: [19, pointer, pointer],
  setSessionGraphOptimizationLevel: [23, pointer, pointer, "int"],
  setIntraOpNumThreads: [24, pointer, pointer, "int"],
  setInterOpNumThreads: [25, pointer, pointer, "int"],
  createRunOptions: [39, pointer, pointer],
  createTensorWithDataAsOrtValue: [
    49,
    pointer,
    pointer,
    pointer,
    "size_t",
    pointer,
    "size_t",
    "int",
    pointer,
  ],
  getTensorMutableData: [51, pointer, pointer, pointer],
  createMemoryInfo: [68, pointer, "str", "int", "int", "int", pointer],
  createCpuMemoryInfo: [69, pointer, "int", "int", pointer],
  allocatorFree: [76, pointer, pointer, pointer],
  getAllocatorWithDefaultOptions: [78, pointer, pointer],
  releaseStatus: [93, "void", pointer],
  releaseMemoryInfo: [94, "void", pointer],
  releaseSession: [95, "void", pointer],
  releaseValue: [96, "void", pointer],
  releaseRunOptions: [97, "void", pointer],
  releaseSessionOptions: [100, "void", pointer],
  addSessionConfigEntry: [130, pointer, pointer, "str", "str"],
  runWithBinding: [133, pointer, pointer, pointer, pointer],
  createIoBinding: [134, pointer, pointer, pointer],
  releaseIoBinding: [135, "void", pointer],
  bindInput: [136, pointer, pointer, "str", pointer],
  bindOutput: [137, pointer, pointer, "str", pointer],
  bindOutputToDevice: [138, pointer, pointer, "str", pointer],
  getBoundOutputValues: [140, pointer, pointer, pointer, pointer, pointer],
  sessionOptionsAppendExecutionProvider: [216, pointer, pointer, "str", "str *", "str *", "size_t"],
  session_GetEpGraphAssignmentInfo: [407, pointer, pointer, pointer, pointer],
  epAssignedSubgraph_GetEpName: [408, pointer, pointer, pointer],
  epAssignedSubgraph_GetNodes: [409, pointer, pointer, pointer, pointer],
  epAssignedNode_GetName: [410, pointer, pointer, pointer],
} as const

type Table = Readonly<Record<string, readonly [at: number, result: string, ...takes: string[]]>>

interface JavaScript {
  readonly "void *": Pointer | ArrayBufferView | null
  readonly str: string
  readonly "str *": readonly string[]
  readonly int: number
  readonly size_t: number
}

interface Results {
  readonly "void *": Pointer | null
  readonly str: string
  readonly int: number
  readonly void: undefined
}

type Arguments<T extends readonly string[]> = {
  [I in keyof T]: T[I] extends keyof JavaScript ? JavaScript[T[I]] : never
}

type Signature<S> = S extends readonly [number, infer R extends keyof Results, ...infer A]
  ? A extends readonly string[]
    ? ((...args: Arguments<A>) => Results[R]) & {
        /** The same on a thread of libuv's pool. */
        readonly async: (
          ...args: [...Arguments<A>, (failed: Error | null, result: Results[R]) => void]
        ) => void
      }
    : never
  : never

type FunctionsOf<T extends Table> = { readonly [Name in keyof T]: Signature<T[Name]> }

/** Functions of ONNX Runtime's C API, by their names in the header with a small first letter. */
export type Functions = FunctionsOf<typeof table>

/** The lowest version of the API whose table holds every function used. */
export const apiVersion = 24

/** Reads functions out of an OrtApi. The table is what is believed: nothing checks the signatures. */
export const functionsOf = (api: Pointer): Functions =>
  Object.assign(
    {},
    ...Object.entries(table).map(([name, [at, result, ...takes]]) => {
      const address: unknown = koffi.decode(api, at * koffi.sizeof(pointer), pointer)
      return { [name]: koffi.decode(address, koffi.proto(result, takes)) }
    }),
  )
