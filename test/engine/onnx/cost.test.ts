import { describe, expect, it } from "vitest"
import {
  conv3d,
  type Program,
  type Tensors,
  type TensorSpecs,
  tf,
  valueAndGradients,
} from "../../../runtime/engine/index.ts"
import { flopsOfModel } from "../../../runtime/engine/onnx/flops.ts"
import { peakBytes } from "../../../runtime/engine/onnx/memory.ts"
import { modelOf } from "../../../runtime/engine/onnx/model.ts"
import { trace } from "../../../runtime/engine/onnx/trace.ts"
import { float32 } from "../agreement.ts"

const modelFor = (inputs: TensorSpecs, body: (inputs: Tensors) => Tensors) => {
  const program: Program = {
    name: "cost",
    state: {},
    inputs,
    body: (_, tensors) => ({ state: {}, outputs: body(tensors) }),
  }
  return modelOf(trace(program))
}

// Expected values are counted by hand.
describe("floating-point operations", () => {
  it("are 2 m k n of a product, and as many for each gradient", () => {
    const specs = { a: float32(4, 6), b: float32(6, 8) }
    expect(flopsOfModel(modelFor(specs, ({ a, b }) => ({ y: tf.matMul(a!, b!) })))).toBe(384)
    const both = modelFor(specs, (tensors) => {
      const found = valueAndGradients(tensors, (p) => ({
        loss: tf.sum<tf.Scalar>(tf.square(tf.matMul(p["a"]!, p["b"]!))),
      }))
      return { loss: found.loss, ...found.gradients }
    })
    expect(flopsOfModel(both)).toBe(3 * 384)
  })

  it("are 2 x voxels x taps x channels of a convolution", () => {
    const specs = { x: float32(2, 4, 4, 4, 2), w: float32(3, 3, 3, 2, 5) }
    const model = modelFor(specs, ({ x, w }) => ({ y: conv3d(x!, w!) }))
    expect(flopsOfModel(model)).toBe(2 * (2 * 64) * 27 * 2 * 5)
  })
})

describe("bytes", () => {
  it("count inputs all the time and results while someone reads them", () => {
    const model = modelFor({ x: float32(1000) }, ({ x }) => ({
      // At the third node: x, the exponential, and its sine, whose argument is gone.
      y: tf.sum(tf.sin(tf.exp(x!))),
    }))
    // x, exp, sin live at once, and the list of one axis to sum.
    expect(peakBytes(model)).toBe(3 * 4000 + 8)
  })

  it("do not count a reshape twice", () => {
    const model = modelFor({ x: float32(1000) }, ({ x }) => ({
      y: tf.reshape(tf.exp(x!), [10, 100]),
    }))
    expect(peakBytes(model)).toBe(2 * 4000 + 16)
  })

  it("are counted of what no memory holds: tracing writes down nothing of the size of a tensor", () => {
    const model = modelFor({ x: float32(64, 1024, 1024, 1024) }, (tensors) => {
      const { gradients } = valueAndGradients(tensors, ({ x }) => ({
        loss: tf.add<tf.Scalar>(tf.sum(tf.exp(x!)), tf.mean(tf.sin(x!))),
      }))
      return { y: gradients["x"]! }
    })
    expect(peakBytes(model)).toBeGreaterThan(2 * 4 * 2 ** 36)
  })
})
