import { expect, it } from "vitest"
import { maxPool3d, type Tensors, valueAndGradients, tf } from "../../../runtime/engine/index.ts"
import { modelOf } from "../../../runtime/engine/onnx/model.ts"
import { withUnpooling } from "../../../runtime/engine/session/unpooling.ts"
import { trace } from "../../../runtime/engine/onnx/trace.ts"
import { random } from "../../../runtime/random/random.ts"
import { compiled, disagreements, drawn, float32, once, programOf } from "../agreement.ts"

const inputs = { x: float32(2, 5, 6, 7, 3) }

const operators = (size: number, stride: number): readonly string[] => {
  const traced = trace({
    name: "pooling",
    state: {},
    inputs,
    body: (_, tensors) => {
      const { gradients } = valueAndGradients(tensors, ({ x }) => ({
        loss: tf.sum<tf.Scalar>(tf.square(maxPool3d(x!, size, { stride }))),
      }))
      return { state: {}, outputs: gradients }
    },
  })
  return withUnpooling(modelOf(traced)).nodes.map(({ op }) => op)
}

it("puts the gradient of windows that do not overlap in its place, with the same result", async () => {
  expect(operators(2, 2)).toContain("MaxUnpool")
  // Nor the zeros that were summed into.
  expect(operators(2, 2)).not.toContain("ScatterElements")
  expect(operators(2, 2)).not.toContain("Expand")
  const pooled = ({ x }: Tensors) => maxPool3d(x!, 2)
  const values = drawn(inputs, random(0, "pooling"))
  expect(await disagreements("pooling", inputs, pooled, values, 6e-5)).toEqual([])
})

// As PyTorch's MaxPool3d.
it("gives the gradient to the first of equal values", async () => {
  const program = programOf("ties", { x: float32(1, 2, 2, 2, 1) }, ({ x }) => maxPool3d(x!, 2))
  const { dx } = await once(program, compiled, { x: new Float32Array(8).fill(3) })
  expect(dx!.map(Math.sign)).toEqual(Float32Array.of(1, 0, 0, 0, 0, 0, 0, 0))
})

it("keeps its place where all values are NaN", async () => {
  const program = programOf("nan", { x: float32(1, 4, 4, 4, 1) }, ({ x }) => maxPool3d(x!, 2))
  const { dx } = await once(program, compiled, { x: new Float32Array(64).fill(NaN) })
  expect(dx!.filter((value) => value !== 0)).toHaveLength(8)
})

it("sums the gradients of windows that overlap", () => {
  expect(operators(3, 2)).toContain("ScatterElements")
})
