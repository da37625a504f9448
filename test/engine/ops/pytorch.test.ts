import { readFileSync } from "node:fs"
import { Schema } from "effect"
import { describe, expect, it } from "vitest"
import {
  type Arrays,
  attention,
  avgPool3d,
  batchNorm,
  batchNormWith,
  binaryCrossEntropyWithLogits,
  conv3d,
  convTranspose3d,
  gatherTokens,
  gelu,
  instanceNorm,
  layerNorm,
  leakyRelu,
  linear,
  maxPool3d,
  softmax,
  softplus,
  type Tensors,
  tf,
  upsampleTrilinear,
  valueAndGradients,
} from "../../../runtime/engine/index.ts"
import { compiled, eager, differences, float32, once } from "../agreement.ts"

const Numbers = Schema.Struct({
  shape: Schema.Array(Schema.Number),
  values: Schema.Array(Schema.Number),
})
const Triple = Schema.Tuple([Schema.Number, Schema.Number, Schema.Number])
const Options = Schema.Struct({
  stride: Schema.optionalKey(Triple),
  size: Schema.optionalKey(Triple),
  padding: Schema.optionalKey(Schema.Number),
  factor: Schema.optionalKey(Schema.Number),
  index: Schema.optionalKey(Schema.Array(Schema.Number)),
  mean: Schema.optionalKey(Schema.Array(Schema.Number)),
  variance: Schema.optionalKey(Schema.Array(Schema.Number)),
})
const Reference = Schema.fromJsonString(
  Schema.Struct({
    torch: Schema.String,
    cases: Schema.Array(
      Schema.Struct({
        name: Schema.String,
        options: Options,
        inputs: Schema.Record(Schema.String, Numbers),
        cotangent: Numbers,
        y: Numbers,
        gradients: Schema.Record(Schema.String, Numbers),
      }),
    ),
  }),
)

// Written by test/fixtures/engine/make.py with real PyTorch.
const fixture = new URL("../../fixtures/engine/reference.json", import.meta.url)
const reference = Schema.decodeUnknownSync(Reference)(readFileSync(fixture, "utf8"))

type Options = typeof Options.Type
type Operation = (inputs: Tensors, options: Options) => tf.Tensor

const operations: Readonly<Record<string, Operation>> = {
  layerNorm: ({ x, gamma, beta }) => layerNorm(x!, gamma!, beta!),
  gelu: ({ x }) => gelu(x!),
  leakyRelu: ({ x }) => leakyRelu(x!),
  softplus: ({ x }) => softplus(x!),
  softmax: ({ x }) => softmax(x!),
  linear: ({ x, w, b }) => linear(x!, w!, b),
  attention: ({ q, k, v }) => attention(q!, k!, v!),
  instanceNorm: ({ x }) => instanceNorm(x!),
  instanceNormAffine: ({ x, gamma, beta }) =>
    instanceNorm(x!, 1e-5, { gamma: gamma!, beta: beta! }),
  batchNorm: ({ x, gamma, beta }) => batchNorm(x!, { gamma: gamma!, beta: beta! }).y,
  batchNormWith: ({ x, gamma, beta }, { mean, variance }) =>
    batchNormWith(
      x!,
      { mean: tf.tensor1d([...mean!]), variance: tf.tensor1d([...variance!]) },
      { gamma: gamma!, beta: beta! },
    ),
  conv3d: ({ x, w }, { stride, padding }) => conv3d(x!, w!, { stride: stride!, padding: padding! }),
  convTranspose3d: ({ x, w }, { stride }) => convTranspose3d(x!, w!, { stride: stride! }),
  maxPool3d: ({ x }, { size, stride, padding }) =>
    maxPool3d(x!, size!, { stride: stride!, padding: padding! }),
  maxPool3dTies: ({ x }) => maxPool3d(x!, 2),
  avgPool3d: ({ x }, { size }) => avgPool3d(x!, size!),
  upsampleTrilinear: ({ x }, { factor }) => upsampleTrilinear(x!, factor!),
  binaryCrossEntropyWithLogits: ({ x, y }) => binaryCrossEntropyWithLogits(x!, y!),
  gatherTokens: ({ x }, { index }) => gatherTokens(x!, tf.tensor2d([...index!], [2, 3], "int32")),
}

const arrayOf = ({ values }: typeof Numbers.Type): Float32Array => Float32Array.from(values)

// float32 on both sides; sums of at most 400 terms.
const tolerance = 1e-5

describe.each([
  { way: "compiled", device: compiled },
  { way: "eager", device: eager },
])("an operation, $way, equals PyTorch's in values and gradients", ({ way, device }) => {
  it("is tested, each in the reference", () => {
    const names = new Set(reference.cases.map(({ name }) => name))
    expect([...names].sort()).toEqual(Object.keys(operations).sort())
  })

  // tfjs' cpu backend gives the gradient of equal maxima to the last, as documented.
  const cases = reference.cases.filter(({ name }) => way === "compiled" || name !== "maxPool3dTies")

  it.each(cases)("$name $options", async ({ name, options, inputs, cotangent, y, gradients }) => {
    const program = {
      name,
      state: {},
      inputs: Object.fromEntries(
        Object.entries(inputs).map(([key, { shape }]) => [key, float32(...shape)]),
      ),
      body: (_: Tensors, tensors: Tensors) => {
        const found = valueAndGradients(tensors, (parameters) => {
          const result = operations[name]!(parameters, options)
          const weights = tf.tensor([...cotangent.values], [...cotangent.shape])
          return { loss: tf.sum<tf.Scalar>(tf.mul(result, weights)), aux: { y: result } }
        })
        const derived = Object.entries(found.gradients).map(([key, tensor]) => [`d${key}`, tensor])
        return { state: {}, outputs: { ...found.aux, ...Object.fromEntries(derived) } }
      },
    }
    const values = Object.entries(inputs).map(([key, numbers]) => [key, arrayOf(numbers)])
    const found = await once(program, device, Object.fromEntries(values))
    const derived = Object.entries(gradients).map(([key, numbers]) => [`d${key}`, arrayOf(numbers)])
    const expected: Arrays = { y: arrayOf(y), ...Object.fromEntries(derived) }
    expect(differences(found, expected, tolerance)).toEqual([])
  })
})
