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
      fields: {
        type: field(2, "int32"),
        dimensions: list(3, "int64"),
        parts: list(4, "ShapeProto"),
      },
    },
  },
}).lookupType("HloModuleProtoWithConfig")

const Instruction = Schema.Struct({
  opcode: Schema.String,
  shape: Schema.Struct({
    type: Schema.Int,
    dimensions: Schema.Array(Schema.Int),
    parts: Schema.Array(Schema.Unknown),
  }),
  target: Schema.String,
  called: Schema.Array(Schema.Int),
})
type Instruction = typeof Instruction.Type

const Module = Schema.Struct({
  module: Schema.Struct({
    entry: Schema.Int,
    computations: Schema.Array(
      Schema.Struct({ id: Schema.Int, instructions: Schema.Array(Instruction) }),
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
  /** Copies and transpositions that are launches of their own. */
  readonly transposes: number
  /** Launches that write an array of an image's size or more in another order. */
  readonly imageTransposes: number
  /** Scatters, and the sorts that they become where results must not vary. */
  readonly scatters: number
  readonly float64: boolean
  readonly hostTransfers: number
}

/** Counts what the entry of a program runs, and what it calls; an image has so many values. */
export const launchesOf = (program: Uint8Array, image: number): Launches => {
  const decoded: unknown = moduleProto.toObject(moduleProto.decode(program), {
    longs: Number,
    arrays: true,
    defaults: true,
  })
  const { entry, computations } = Schema.decodeUnknownSync(Module)(decoded).module
  const byId = new Map(computations.map((each) => [each.id, each.instructions]))
  const run = (id: number): readonly Instruction[] =>
    (byId.get(id) ?? []).flatMap((each) =>
      each.opcode === "call" || each.opcode === "while" ? each.called.flatMap(run) : [each],
    )
  const isImageMoved = ({ opcode, shape }: Instruction) =>
    (opcode === "transpose" || opcode === "copy") &&
    shape.dimensions.reduce((product, size) => product * size, 1) >= image
  const launched = run(entry).filter(({ opcode }) => !free.has(opcode))
  const all = computations.flatMap(({ instructions }) => instructions)
  const calling = (pattern: RegExp) => launched.filter(({ target }) => pattern.test(target)).length
  const named = (of: readonly Instruction[], ...names: readonly string[]) =>
    of.filter(({ opcode }) => names.includes(opcode)).length
  return {
    kernels: launched.length,
    cudnnForward: calling(/^__cudnn\$conv(BiasActivation)?Forward/),
    cudnnBackwardInput: calling(/^__cudnn\$convBackwardInput/),
    cudnnBackwardFilter: calling(/^__cudnn\$convBackwardFilter/),
    otherConvolutions: named(all, "convolution"),
    cublas: calling(/^__cublas/),
    transposes: named(launched, "transpose", "copy"),
    imageTransposes: launched.filter((each) =>
      [each, ...each.called.flatMap(run)].some(isImageMoved),
    ).length,
    scatters: named(all, "scatter", "sort"),
    // xla.PrimitiveType F64
    float64: JSON.stringify(all.map(({ shape }) => shape)).includes('"type":12,'),
    hostTransfers: named(all, "infeed", "outfeed", "send", "recv", "copy-start"),
  }
}
