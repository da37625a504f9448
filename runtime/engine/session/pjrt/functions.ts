/**
 * Functions of PJRT_Api that are used: place in its table, then the fields of their arguments after
 * struct_size and extension_start. Every field takes one word of 8 bytes, and tables and structs only
 * grow at their ends (pjrt_c_api.h; those named are equal in versions 0.81 and 0.114).
 */
export const functions = {
  Error_Destroy: [0, "error"],
  Error_Message: [1, "error", "text", "length"],
  Error_GetCode: [2, "error", "code"],
  Plugin_Initialize: [3],
  Event_Destroy: [5, "event"],
  Event_Await: [8, "event"],
  Client_Create: [10, "options", "count", "kvGet", "kvGetTo", "kvPut", "kvPutTo", "client"],
  Client_PlatformName: [12, "of", "text", "length"],
  Client_PlatformVersion: [14, "of", "text", "length"],
  Client_AddressableDevices: [16, "client", "devices", "count"],
  Client_Compile: [20, "client", "program", "options", "optionsSize", "executable"],
  Client_BufferFromHostBuffer: [
    22,
    "client",
    "data",
    "type",
    "dims",
    "rank",
    "strides",
    "strideCount",
    "semantics",
    "device",
    "memory",
    "layout",
    "done",
    "buffer",
  ],
  DeviceDescription_Id: [23, "described", "id"],
  DeviceDescription_Kind: [26, "of", "text", "length"],
  Device_GetDescription: [29, "device", "described"],
  Device_MemoryStats: [
    34,
    "device",
    "used",
    "peak",
    "peakIsSet",
    "allocations",
    "allocationsAreSet",
    "largest",
    "largestIsSet",
    "limit",
    "limitIsSet",
  ],
  Executable_Destroy: [40, "executable"],
  Executable_NumOutputs: [44, "executable", "count"],
  Executable_OptimizedProgram: [48, "executable", "program"],
  Executable_Serialize: [49, "executable", "bytes", "length", "holder", "deleter"],
  LoadedExecutable_Destroy: [50, "executable"],
  LoadedExecutable_GetExecutable: [51, "loaded", "executable"],
  LoadedExecutable_Execute: [
    55,
    "executable",
    "options",
    "arguments",
    "devices",
    "argumentCount",
    "outputs",
    "events",
    "device",
  ],
  Executable_DeserializeAndLoad: [56, "client", "bytes", "length", "executable"],
  Buffer_Destroy: [58, "buffer"],
  Buffer_ToHostBuffer: [70, "from", "layout", "data", "size", "event"],
  TopologyDescription_Create: [82, "name", "nameSize", "options", "count", "topology"],
  TopologyDescription_Destroy: [83, "topology"],
  Compile: [89, "topology", "program", "options", "optionsSize", "client", "executable"],
  Executable_GetCompiledMemoryStats: [
    96,
    "executable",
    "code",
    "arguments",
    "outputs",
    "aliased",
    "temporary",
  ],
} as const satisfies Readonly<Record<string, readonly [at: number, ...fields: string[]]>>

export type FunctionName = keyof typeof functions

/** Names of the fields of a function's arguments. */
export type FieldOf<Name extends FunctionName> = (typeof functions)[Name] extends readonly [
  number,
  ...infer Fields extends readonly string[],
]
  ? Fields[number]
  : never
