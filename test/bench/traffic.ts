import { Effect } from "effect"
import { flopsOfModel } from "../../runtime/engine/onnx/flops.ts"
import type { Node } from "../../runtime/engine/onnx/graph.ts"
import type { Model } from "../../runtime/engine/onnx/model.ts"
import { sizeOf } from "../../runtime/engine/shape.ts"
import { allCases } from "./cases.ts"
import { graphOnCpu } from "./prepared.ts"
import { markdown } from "./table.ts"

/** Name of this measurement for `--only`. */
export const trafficName = "traffic"

/** What a step reads and writes, counted in its graph: the same on every processor. */
export interface Traffic {
  readonly title: string
  /** Floating-point operations of matrix products and convolutions. */
  readonly flops: number
  /** Nodes, and bytes of the tensors that they read and write, by operator, most bytes first. */
  readonly operators: readonly {
    readonly op: string
    readonly nodes: number
    readonly bytes: number
  }[]
}

const elementBytes = { float32: 4, int32: 4, int64: 8, bool: 1 } as const
/** Their result is their input's memory. */
const moveless = new Set(["Reshape", "Squeeze", "Unsqueeze"])
/** They read no more than they write. */
const partial = new Set(["Gather", "Slice", "Split"])

const bytesOf = ({ graph }: Model, { op, inputs, outputs }: Node): number => {
  const sum = (names: Iterable<string>): number =>
    [...names].reduce((total, name) => {
      const { shape, dtype } = graph.spec(name)
      return total + sizeOf(shape) * elementBytes[dtype]
    }, 0)
  const written = sum(outputs)
  const read = new Set(inputs.filter((name) => name !== ""))
  return written + (partial.has(op) ? written : sum(read))
}

const trafficOf = (title: string, model: Model): Traffic => {
  const nodes = model.nodes.filter(({ op }) => !moveless.has(op))
  const operators = [...Map.groupBy(nodes, ({ op }) => op)].map(([op, those]) => ({
    op,
    nodes: those.length,
    bytes: those.reduce((total, node) => total + bytesOf(model, node), 0),
  }))
  return {
    title,
    flops: flopsOfModel(model),
    operators: operators.toSorted((a, b) => b.bytes - a.bytes),
  }
}

/** Counts for each case that is a training step. */
export const measureTraffic = async (small: boolean): Promise<readonly Traffic[]> => {
  const counted = (await allCases()).flatMap(({ case: { title, program } }) =>
    program === undefined
      ? []
      : [
          program(small).pipe(
            Effect.flatMap(graphOnCpu),
            Effect.map((model) => trafficOf(title, model)),
          ),
        ],
  )
  return Effect.runPromise(Effect.all(counted))
}

/** Operators that a row names. */
const named = 5

/** The result as a table. */
export const trafficText = (rows: readonly Traffic[]): string =>
  markdown(
    ["", "TFLOP", "GB read and written", "nodes", "GB by operator"],
    rows.map(({ title, flops, operators }) => [
      title,
      (flops / 1e12).toFixed(3),
      (operators.reduce((sum, { bytes }) => sum + bytes, 0) / 1e9).toFixed(1),
      String(operators.reduce((sum, { nodes }) => sum + nodes, 0)),
      operators
        .slice(0, named)
        .map(({ op, bytes }) => `${op} ${(bytes / 1e9).toFixed(1)}`)
        .join(", "),
    ]),
  )
