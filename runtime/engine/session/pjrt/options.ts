import protobuf from "protobufjs/light.js"
import { addressOf, structOf, wordsOf } from "./memory.ts"

const field = (id: number, type: string) => ({ id, type })

// The messages and fields of xla/pjrt/proto/compile_options.proto that are used.
const compileOptionsProto = protobuf.Root.fromJSON({
  nested: {
    CompileOptionsProto: {
      fields: {
        build: field(3, "ExecutableBuildOptionsProto"),
        overrides: { ...field(7, "Override"), rule: "repeated" },
      },
    },
    ExecutableBuildOptionsProto: {
      fields: {
        deviceOrdinal: field(1, "int64"),
        replicas: field(4, "int64"),
        partitions: field(5, "int64"),
        spmd: field(6, "bool"),
        devices: field(9, "DeviceAssignmentProto"),
        shardy: field(19, "bool"),
      },
    },
    DeviceAssignmentProto: {
      fields: {
        replicas: field(1, "int32"),
        computations: field(2, "int32"),
        ids: { ...field(3, "ComputationDevice"), rule: "repeated" },
      },
    },
    ComputationDevice: { fields: { ids: { ...field(1, "int64"), rule: "repeated" } } },
    Override: { fields: { key: field(1, "string"), value: field(2, "OptionOverrideProto") } },
    // One of the two, so that false and 0 are written too.
    OptionOverrideProto: {
      oneofs: { value: { oneof: ["flag", "number"] } },
      fields: { flag: field(2, "bool"), number: field(3, "int64") },
    },
  },
}).lookupType("CompileOptionsProto")

/** Flags of xla.DebugOptions by name. */
export type CompilerFlags = Readonly<Record<string, boolean | number>>

/**
 * The bytes of CompileOptionsProto for devices, by their numbers among all of their client, which divide
 * the work as the program's shardings say; without any for one that is not here.
 */
export const compileOptions = (flags: CompilerFlags, devices: readonly number[] = []): Uint8Array =>
  compileOptionsProto
    .encode({
      build: {
        // -1: the assignment says which device.
        deviceOrdinal: -1,
        replicas: 1,
        partitions: Math.max(1, devices.length),
        ...(devices.length > 1 ? { spmd: true, shardy: true } : {}),
        ...(devices.length === 0
          ? {}
          : {
              devices: {
                replicas: 1,
                computations: devices.length,
                ids: devices.map((id) => ({ ids: [id] })),
              },
            }),
      },
      overrides: Object.entries(flags).map(([key, value]) => ({
        key,
        value: typeof value === "number" ? { number: value } : { flag: value },
      })),
    })
    .finish()

/** What a client is told when it is made. */
export type ClientOptions = Readonly<Record<string, boolean | number | string>>

const named = { string: 0, integer: 1, boolean: 4 } as const

/** PJRT_NamedValue structs one after another; what `keep` holds must outlive their use. */
export const namedValues = (options: ClientOptions) => {
  const keep: Uint8Array[] = []
  const structs = Object.entries(options).map(([name, value]) => {
    const key = new TextEncoder().encode(`${name}\0`)
    keep.push(key)
    const of = [addressOf(key), key.length - 1] as const
    if (typeof value === "boolean") return structOf([...of, named.boolean, BigInt(value), 1])
    if (typeof value === "number") return structOf([...of, named.integer, value, 1])
    const text = new TextEncoder().encode(value)
    keep.push(text)
    return structOf([...of, named.string, addressOf(text), text.length])
  })
  const words = wordsOf(structs.flatMap((struct) => [...struct]))
  return { words, count: structs.length, keep }
}
