import { Effect } from "effect"
import { type Model, modelOf } from "../../onnx/model.ts"
import { Graph } from "../../onnx/graph.ts"
import type { OnnxRuntime } from "../native/library.ts"
import { nativeSession } from "../native.ts"

const image = { shape: [1, 4, 1, 1], dtype: "float32" } as const

/** Tells the shape that an image has once its channels are in blocks. */
const question = (): Model => {
  const graph = new Graph()
  const given = graph.input("image", image)
  const recorded = (
    op: string,
    domain: "" | "com.microsoft.nchwc",
    input: string,
    dtype: "float32" | "int64" | "int32",
    attributes = {},
  ): string => graph.node(op, domain, [input], [{ shape: [4], dtype }], attributes)[0]!.name
  const blocked = recorded("ReorderInput", "com.microsoft.nchwc", given.name, "float32")
  const shape = recorded("Shape", "", blocked, "int64")
  const result = recorded("Cast", "", shape, "int32", { to: { int: 6 } })
  return modelOf({
    graph,
    state: new Map(),
    inputs: new Map([["image", given.name]]),
    changed: new Map(),
    outputs: new Map([["shape", result]]),
  })
}

/**
 * Channels in a block of the CPU provider's convolutions of blocks: 16 with AVX-512 and on 64-bit ARM,
 * 8 with AVX; undefined on a processor for which it has none.
 */
export const channelBlock = (runtime: OnnxRuntime): Effect.Effect<number | undefined> => {
  const program = {
    name: "channel block",
    state: {},
    inputs: { image },
    body: () => ({ state: {}, outputs: {} }),
  }
  return nativeSession(runtime, program, question(), 1).pipe(
    Effect.flatMap((session) => session.run({ image: new Float32Array(4) })),
    Effect.map(({ shape }) => shape?.[1]),
    Effect.orElseSucceed(() => undefined),
    Effect.scoped,
  )
}
