import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import {
  conv3d,
  instanceNorm,
  leakyRelu,
  type Tensors,
  tf,
  valueAndGradients,
} from "../../../runtime/engine/index.ts"
import { modelOf } from "../../../runtime/engine/onnx/model.ts"
import { trace } from "../../../runtime/engine/onnx/trace.ts"
import { random } from "../../../runtime/random/random.ts"
import { disagreements, drawn, float32 } from "../agreement.ts"

const specs = {
  x: float32(2, 3, 4, 5, 2),
  w: float32(3, 3, 3, 2, 4),
  v: float32(3, 3, 3, 4, 4),
  each: float32(4),
  slices: float32(3, 1, 1, 1),
  full: float32(2, 3, 4, 5, 4),
}

/** What a network may do to the result of a convolution, keeping its shape [2, 3, 4, 5, 4]. */
const steps: Readonly<Record<string, (y: tf.Tensor, tensors: Tensors) => tf.Tensor>> = {
  exp: (y) => tf.tanh(y),
  leaky: (y) => leakyRelu(y, 0.1),
  channels: (y, { each }) => tf.mul(tf.add(y, each!), each!),
  depth: (y, { slices }) => tf.add(y, slices!),
  where: (y, { full }) => tf.where(tf.greater(y, 0), full!, y),
  full: (y, { full }) => tf.sub(full!, y),
  itself: (y) => tf.mul(y, tf.sigmoid(y)),
  number: (y) => tf.sub(1, y),
  norm: (y, { each }) => instanceNorm(y, 1e-5, { gamma: each!, beta: each! }),
  halves: (y) => tf.concat(tf.split(y, 2, 4).toReversed(), 4),
  depths: (y) => tf.concat(tf.split(y, [1, 2], 1).toReversed(), 1),
  slice: (y) =>
    tf.pad(tf.slice(y, [0, 1, 0, 1, 1], [2, 2, 4, 3, 3]), [
      [0, 0],
      [0, 1],
      [0, 0],
      [1, 1],
      [1, 0],
    ]),
  sum: (y) => tf.sub(y, tf.mean(y, [1, 2, 3], true)),
  convolution: (y, { v }) => conv3d(y, v!),
}

describe("what is done to the result of a convolution", () => {
  it("equals tfjs' cpu backend in values and gradients", async () => {
    const chains = fc.array(fc.constantFrom(...Object.keys(steps)), { minLength: 1, maxLength: 4 })
    await fc.assert(
      fc.asyncProperty(chains, fc.integer(), async (names, seed) => {
        const compute = (tensors: Tensors): tf.Tensor =>
          names.reduce((y, name) => steps[name]!(y, tensors), conv3d(tensors["x"]!, tensors["w"]!))
        const values = drawn(specs, random(seed, "volumes"))
        expect(await disagreements("volumes", specs, compute, values, 6e-4)).toEqual([])
      }),
      { numRuns: 40 },
    )
  }, 60_000)

  it("is done where the channels come first: no volume is reordered between two of them", () => {
    const small = { w: specs.w, v: specs.v, each: specs.each }
    const program = trace({
      name: "network",
      state: {},
      inputs: { ...small, x: float32(1, 8, 8, 8, 2) },
      body: (_, { x, ...parameters }) => {
        const found = valueAndGradients(parameters, ({ w, v, each }) => {
          const first = tf.add(conv3d(x!, w!), each!)
          const [one, other] = tf.split(
            leakyRelu(instanceNorm(first, 1e-5, { gamma: each!, beta: each! })),
            2,
            4,
          )
          const second = conv3d(tf.concat([other!, one!], 4), v!)
          return { loss: tf.mean<tf.Scalar>(tf.square(second)) }
        })
        return { state: {}, outputs: { loss: found.loss, ...found.gradients } }
      },
    })
    const { graph, nodes } = modelOf(program)
    const reordered = nodes
      .filter(({ op }) => op === "Transpose")
      .map(({ inputs: [name] }) => graph.spec(name!).shape)
      .filter((shape) => shape.includes(8))
    // The image comes with its channels last.
    expect(reordered).toEqual([[1, 8, 8, 8, 2]])
  })
})
