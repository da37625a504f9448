import { Schema } from "effect"
import protobuf from "protobufjs/light.js"

const field = (id: number, type: string) => ({ id, type })
const list = (id: number, type: string) => ({ id, type, rule: "repeated" })

// The messages and fields of xla/service/hlo.proto and xla_data.proto that are read.
const moduleProto = protobuf.Root.fromJSON({
  nested: {
    HloModuleProtoWithConfig: { fields: { module: field(1, "HloModuleProto") } },
    HloModuleProto: {
      fields: { entry: field(6, "int64"), computations: list(3, "HloComputationProto") },
    },
    HloComputationProto: {
      fields: { id: field(5, "int64"), instructions: list(2, "HloInstructionProto") },
    },
    HloInstructionProto: {
      fields: {
        opcode: field(2, "string"),
        shape: field(3, "ShapeProto"),
        target: field(28, "string"),
        called: list(38, "int64"),
      },
    },
    ShapeProto: {
      fields: { type: field(2, "int32"), parts: list(4, "ShapeProto") },
    },
  },
}).lookupType("HloModuleProtoWithConfig")

const Module = Schema.Struct({
  module: Schema.Struct({
    entry: Schema.Int,
    computations: Schema.Array(
      Schema.Struct({
        id: Schema.Int,
        instructions: Schema.Array(
          Schema.Struct({
            opcode: Schema.String,
            shape: Schema.Unknown,
            target: Schema.String,
            called: Schema.Array(Schema.Int),
          }),
        ),
      }),
    ),
  }),
})

/** What launches nothing on a device. */
const free = new Set(["parameter", "constant", "tuple", "get-tuple-element", "bitcast", "call"])

/** What an optimised program asks of a GPU in a step. */
export interface Launches {
  /** Fusions, calls of libraries, copies: each a launch or more. */
  readonly kernels: number
  readonly cudnnForward: number
  readonly cudnnBackwardInput: number
  readonly cudnnBackwardFilter: number
  /** Convolutions that no library computes. */
  readonly otherConvolutions: number
  readonly cublas: number
  readonly transposes: number
  readonly float64: boolean
  readonly hostTransfers: number
}

/** Counts what the entry of a program runs, and what it calls. */
export const launchesOf = (program: Uint8Array): Launches => {
  const decoded: unknown = moduleProto.toObject(moduleProto.decode(program), {
    longs: Number,
    arrays: true,
    defaults: true,
  })
  const { entry, computations } = Schema.decodeUnknownSync(Module)(decoded).module
  const byId = new Map(computations.map((each) => [each.id, each.instructions]))
  const run = (id: number): readonly (typeof computations)[number]["instructions"][number][] =>
    (byId.get(id) ?? []).flatMap((each) =>
      each.opcode === "call" || each.opcode === "while" ? each.called.flatMap(run) : [each],
    )
  const launched = run(entry).filter(({ opcode }) => !free.has(opcode))
  const all = computations.flatMap(({ instructions }) => instructions)
  const calling = (pattern: RegExp) => launched.filter(({ target }) => pattern.test(target)).length
  const named = (of: typeof all, ...names: readonly string[]) =>
    of.filter(({ opcode }) => names.includes(opcode)).length
  return {
    kernels: launched.length,
    cudnnForward: calling(/^__cudnn\$conv(BiasActivation)?Forward/),
    cudnnBackwardInput: calling(/^__cudnn\$convBackwardInput/),
    cudnnBackwardFilter: calling(/^__cudnn\$convBackwardFilter/),
    otherConvolutions: named(all, "convolution"),
    cublas: calling(/^__cublas/),
    transposes: named(launched, "transpose", "copy"),
    // xla.PrimitiveType F64
    float64: JSON.stringify(all.map(({ shape }) => shape)).includes('"type":12,'),
    hostTransfers: named(all, "infeed", "outfeed", "send", "recv", "copy-start"),
  }
}
