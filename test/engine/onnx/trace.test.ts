import { describe, expect, it } from "vitest"
import {
  conv3d,
  maxPool3d,
  type Program,
  type Tensors,
  tf,
  valueAndGradients,
} from "../../../runtime/engine/index.ts"
import { encode } from "../../../runtime/engine/onnx/encode.ts"
import { type Model, modelOf } from "../../../runtime/engine/onnx/model.ts"
import { modelProto } from "../../../runtime/engine/onnx/schema.ts"
import { trace } from "../../../runtime/engine/onnx/trace.ts"
import { compiled, float32, once } from "../agreement.ts"

const modelFor = (x: readonly number[], body: (x: tf.Tensor) => Tensors): Model =>
  modelOf(
    trace({
      name: "traced",
      state: {},
      inputs: { x: float32(...x) },
      body: (_, inputs) => ({ state: {}, outputs: body(inputs["x"]!) }),
    }),
  )

const operators = ({ nodes }: Model): readonly string[] => nodes.map(({ op }) => op)

describe("a trace", () => {
  it("records equal subexpressions once", () => {
    const model = modelFor([3, 4], (x) => ({
      y: tf.add(tf.exp(tf.mul(x, 2)), 1),
      z: tf.sub(tf.exp(tf.mul(x, 2)), 1),
    }))
    expect(operators(model)).toEqual(["Mul", "Exp", "Add", "Sub"])
  })

  it("drops what no output needs", () => {
    const model = modelFor([3, 4], (x) => {
      tf.exp(tf.sin(x))
      return { y: tf.neg(x) }
    })
    expect(operators(model)).toEqual(["Neg"])
  })

  it("asks a pooling for its positions only where a gradient reads them", () => {
    const pooling = (x: tf.Tensor) => maxPool3d(x, 2)
    const alone = modelFor([1, 4, 4, 4, 2], (x) => ({ y: pooling(x) }))
    const withGradient = modelFor([1, 4, 4, 4, 2], (x) => {
      const { loss, gradients } = valueAndGradients({ x }, (p) => ({
        loss: tf.sum<tf.Scalar>(pooling(p["x"]!)),
      }))
      return { loss, dx: gradients["x"]! }
    })
    const outputs = ({ nodes }: Model) =>
      nodes.filter(({ op }) => op === "MaxPool").map((node) => node.outputs.length)
    expect(outputs(alone)).toEqual([1])
    expect(outputs(withGradient)).toEqual([2])
  })

  it("keeps a constant that is the same everywhere as one number", () => {
    const model = modelFor([64, 64, 64], (x) => {
      const found = valueAndGradients({ x }, (p) => ({
        loss: tf.mean<tf.Scalar>(tf.mul(tf.add(p["x"]!, tf.ones([64, 64, 64])), 2)),
      }))
      return { dx: found.gradients["x"]! }
    })
    // The dense gradient would take 1 MiB.
    expect(encode(model).length).toBeLessThan(1000)
  })

  it("merges transposes and reshapes that undo each other", () => {
    const model = modelFor([2, 3, 4], (x) => ({
      y: tf.exp(tf.transpose(tf.transpose(x, [2, 0, 1]), [1, 2, 0])),
      z: tf.sin(tf.reshape(tf.reshape(x, [6, 4]), [2, 3, 4])),
    }))
    expect(operators(model)).toEqual(["Exp", "Sin"])
  })

  it("puts no transpose between two convolutions", () => {
    const model = modelFor([1, 4, 4, 4, 2], (x) => {
      const weight = tf.reshape(tf.range(0, 108), [3, 3, 3, 2, 2])
      return { y: conv3d(conv3d(x, weight), weight) }
    })
    const around = operators(model).filter((op) => op === "Transpose" || op === "Conv")
    // One before, one after, one of the weight.
    expect(around.filter((op) => op === "Transpose")).toHaveLength(3)
    expect(around.filter((op) => op === "Conv")).toHaveLength(2)
  })

  it("encodes to ONNX that reads back", () => {
    const model = modelFor([3, 4], (x) => ({ y: tf.softmax(x) }))
    const decoded: unknown = modelProto.toObject(modelProto.decode(encode(model)), {
      longs: Number,
    })
    expect(decoded).toMatchObject({
      irVersion: 10,
      opsetImport: [{ version: 21 }, { domain: "com.microsoft", version: 1 }],
      graph: {
        node: [{ opType: "Softmax", attribute: [{ name: "axis", i: 1, type: 2 }] }],
        input: [{ name: "inputs/x" }],
      },
    })
  })
})

describe("NaN", () => {
  it.each([
    { name: "max", f: (x: tf.Tensor) => tf.max(x, 1) },
    { name: "min", f: (x: tf.Tensor) => tf.min(x, 1) },
    { name: "relu", f: (x: tf.Tensor) => tf.relu(x) },
    { name: "maximum", f: (x: tf.Tensor) => tf.maximum(x, 0) },
    { name: "clipByValue", f: (x: tf.Tensor) => tf.clipByValue(x, -1, 1) },
    { name: "times zero", f: (x: tf.Tensor) => tf.mul(x, 0) },
  ])("is not lost in $name", async ({ f }) => {
    const program: Program = {
      name: "nan",
      state: {},
      inputs: { x: float32(2, 3) },
      body: (_, { x }) => ({ state: {}, outputs: { y: f(x!) } }),
    }
    const { y } = await once(program, compiled, { x: Float32Array.of(1, 2, 3, 4, NaN, 6) })
    const half = y!.length / 2
    expect(y!.slice(0, half).every(Number.isFinite)).toBe(true)
    expect(y!.slice(half).some(Number.isNaN)).toBe(true)
  })
})

describe("a sum over segments", () => {
  it("loses nothing when threads meet", async () => {
    const [rows, width, segments] = [8000, 768, 5]
    const program: Program = {
      name: "segments",
      state: {},
      inputs: { x: float32(rows, width), index: { shape: [rows], dtype: "int32" } },
      body: (_, { x, index }) => ({
        state: {},
        outputs: { y: tf.unsortedSegmentSum(x!, index!.as1D().toInt(), segments) },
      }),
    }
    const index = Int32Array.from({ length: rows }, (_, row) => row % segments)
    const x = new Float32Array(rows * width).fill(1)
    const { y } = await once(program, { kind: "cpu", threads: 4 }, { x, index })
    expect(new Set(y)).toEqual(new Set([rows / segments]))
  })
})
