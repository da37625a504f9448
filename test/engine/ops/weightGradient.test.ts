import { expect, it } from "vitest"
import { conv3d, type Program, tf, valueAndGradients } from "../../../runtime/engine/index.ts"
import { modelOf } from "../../../runtime/engine/onnx/model.ts"
import { trace } from "../../../runtime/engine/onnx/trace.ts"
import { random } from "../../../runtime/random/random.ts"
import { compiled, drawn, float32, once, relativeError } from "../agreement.ts"

const [inputs, outputs] = [8, 2]
type Size = readonly [number, number, number]

const programOf = (size: Size): Program => ({
  name: "weight gradient",
  state: {},
  inputs: {
    x: float32(1, ...size, inputs),
    w: float32(3, 3, 3, inputs, outputs),
    dy: float32(1, ...size, outputs),
  },
  body: (_, { x, w, dy }) => {
    const { gradients } = valueAndGradients({ w: w! }, (p) => ({
      loss: tf.sum<tf.Scalar>(tf.mul(conv3d(x!, p["w"]!), dy!)),
    }))
    return { state: {}, outputs: { dw: gradients["w"]! } }
  },
})

/** The sum of x(v + k - 1) dy(v) over all voxels v, in float64. */
const summed = (
  [depth, height, width]: Size,
  x: ArrayLike<number>,
  dy: ArrayLike<number>,
): Float64Array => {
  const dw = new Float64Array(27 * inputs * outputs)
  for (let tap = 0; tap < 27; tap++) {
    const [a, b, c] = [Math.floor(tap / 9) - 1, (Math.floor(tap / 3) % 3) - 1, (tap % 3) - 1]
    for (let voxel = 0; voxel < depth * height * width; voxel++) {
      const [z, y, col] = [
        Math.floor(voxel / (height * width)) + a,
        (Math.floor(voxel / width) % height) + b,
        (voxel % width) + c,
      ]
      if (z < 0 || z >= depth || y < 0 || y >= height || col < 0 || col >= width) continue
      const seen = ((z * height + y) * width + col) * inputs
      for (let i = 0; i < inputs; i++)
        for (let o = 0; o < outputs; o++)
          dw[(tap * inputs + i) * outputs + o]! += x[seen + i]! * dy[voxel * outputs + o]!
    }
  }
  return dw
}

const gathers = (program: Program): number =>
  modelOf(trace(program)).nodes.filter(({ op }) => op === "Gather").length

it.each<[string, Size, number]>([
  // For each plane of dy and of x once, for all taps along d.
  ["of one plane", [40, 40, 40], 40 + 40],
  ["of a part of one plane", [3, 200, 200], 2 * (3 + 3)],
])(
  "sums a weight's gradient over products %s, each line gathered as often as it has to be",
  async (_, size, count) => {
    const program = programOf(size)
    expect(gathers(program)).toBe(count)
    const values = drawn(program.inputs, random(0, "weight gradient"))
    const { dw } = await once(program, compiled, values)
    expect(relativeError(dw!, summed(size, values["x"]!, values["dy"]!))).toBeLessThan(1e-5)
  },
)
