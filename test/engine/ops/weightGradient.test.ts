import { expect, it } from "vitest"
import { conv3d, type Program, tf, valueAndGradients } from "../../../runtime/engine/index.ts"
import { modelOf } from "../../../runtime/engine/onnx/model.ts"
import { trace } from "../../../runtime/engine/onnx/trace.ts"
import { random } from "../../../runtime/random/random.ts"
import { compiled, drawn, float32, once, relativeError } from "../agreement.ts"

const [edge, inputs, outputs] = [40, 8, 2]

const program: Program = {
  name: "weight gradient",
  state: {},
  inputs: {
    x: float32(1, edge, edge, edge, inputs),
    w: float32(3, 3, 3, inputs, outputs),
    dy: float32(1, edge, edge, edge, outputs),
  },
  body: (_, { x, w, dy }) => {
    const { gradients } = valueAndGradients({ w: w! }, (p) => ({
      loss: tf.sum<tf.Scalar>(tf.mul(conv3d(x!, p["w"]!), dy!)),
    }))
    return { state: {}, outputs: { dw: gradients["w"]! } }
  },
}

/** The sum of x(v + k - 1) dy(v) over all voxels v, in float64. */
const summed = (x: ArrayLike<number>, dy: ArrayLike<number>): Float64Array => {
  const dw = new Float64Array(27 * inputs * outputs)
  const inside = (at: number): boolean => at >= 0 && at < edge
  for (let tap = 0; tap < 27; tap++) {
    const [a, b, c] = [Math.floor(tap / 9) - 1, (Math.floor(tap / 3) % 3) - 1, (tap % 3) - 1]
    for (let voxel = 0; voxel < edge ** 3; voxel++) {
      const [z, y, col] = [
        Math.floor(voxel / edge ** 2) + a,
        (Math.floor(voxel / edge) % edge) + b,
        (voxel % edge) + c,
      ]
      if (!inside(z) || !inside(y) || !inside(col)) continue
      const seen = ((z * edge + y) * edge + col) * inputs
      for (let i = 0; i < inputs; i++)
        for (let o = 0; o < outputs; o++)
          dw[(tap * inputs + i) * outputs + o]! += x[seen + i]! * dy[voxel * outputs + o]!
    }
  }
  return dw
}

it("sums a weight's gradient over several products, one part of the volume each", async () => {
  const products = modelOf(trace(program)).nodes.filter(({ op }) => op === "Gemm")
  expect(products.length).toBeGreaterThan(1)
  const values = drawn(program.inputs, random(0, "weight gradient"))
  const { dw } = await once(program, compiled, values)
  expect(relativeError(dw!, summed(values["x"]!, values["dy"]!))).toBeLessThan(1e-5)
})
