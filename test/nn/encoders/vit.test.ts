import { beforeAll, describe, expect, it } from "vitest"
import { vit } from "../../../dsl/encoder.ts"
import { tf } from "../../../runtime/engine/index.ts"
import { transformerOf } from "../../../runtime/nn/encoderContract.ts"
import { initialize } from "../../../runtime/nn/layers/initialize.ts"
import vitModule from "../../../runtime/nn/encoders/vit.ts"
import { random } from "../../../runtime/random/random.ts"

const encoder = (options: Partial<Parameters<typeof vit>[0]> = {}) =>
  vitModule.model(vit({ crop: 8, patch: 4, width: 12, depth: 3, heads: 3, ...options }), 2)

const weightsOf = ({ parameters }: ReturnType<typeof encoder>) =>
  Object.fromEntries(
    Object.entries(initialize(parameters, random(0))).map(([name, values]) => [
      name,
      tf.tensor(values, [...(parameters[name]?.shape ?? [])]),
    ]),
  )

const image = (): tf.Tensor => tf.randomNormal([2, 8, 8, 8, 2], 0, 1, "float32", 1)

describe("vit", () => {
  beforeAll(() => tf.setBackend("cpu"))

  it.each([
    { tokens: "stacked", count: 8 },
    { tokens: "perModality", count: 16 },
  ] as const)("encodes $count $tokens tokens", ({ tokens, count }) => {
    for (const position of ["learned", "sincos"] as const) {
      const model = encoder({ tokens, position })
      const weights = weightsOf(model)
      const encoded = model.encode(weights, image())
      expect(model.tokens).toBe(count)
      expect(encoded.tokens.shape).toEqual([2, count, 12])
      expect(encoded.level(3).shape).toEqual([2, count, 12])
      expect(() => encoded.level(4)).toThrow("no layer 4")
      expect(model.positions(encoded.tokens).shape).toEqual([2, 8, 12])
    }
  })

  it("ends in the layer norm of the last layer, at its initial scale and shift", () => {
    const model = encoder()
    const weights = weightsOf(model)
    const { tokens, level } = model.encode(weights, image())
    const { mean, variance } = tf.moments(level(3), -1, true)
    const expected = tf.div(tf.sub(level(3), mean), tf.sqrt(tf.add(variance, 1e-5)))
    expect(tf.max(tf.abs(tf.sub(tokens, expected))).dataSync()[0]).toBeLessThan(1e-5)
  })

  it("moves with its tokens: a permutation of tokens permutes what comes out", () => {
    const model = encoder({ tokens: "perModality" })
    const weights = weightsOf(model)
    const { embed, transform } = transformerOf(model)
    const embedded = embed(weights, image())
    const order = tf.tensor1d(Int32Array.from(random(3).permutation(16)), "int32")
    const before = tf.gather(transform(weights, embedded).tokens, order, 1)
    const after = transform(weights, tf.gather(embedded, order, 1)).tokens
    expect(tf.max(tf.abs(tf.sub(before, after))).dataSync()[0]).toBeLessThan(1e-5)
  })

  it("embeds equal patches of two modalities differently, by their modality alone", () => {
    const model = encoder({ tokens: "perModality" })
    const weights = weightsOf(model)
    const single = tf.randomNormal([1, 8, 8, 8, 1], 0, 1, "float32", 2)
    const tokens = transformerOf(model).embed(weights, tf.concat([single, single], 4))
    const [first, second] = tf.split(tf.reshape(tokens, [2, 8, 12]), 2, 0)
    const [one, two] = tf.split(
      tf.reshape(weights["patch_embedding.modality_embeddings"] ?? tf.zeros([1]), [2, 1, 12]),
      2,
      0,
    )
    const difference = tf.sub(tf.sub(first!, second!), tf.sub(one!, two!))
    expect(tf.max(tf.abs(difference)).dataSync()[0]).toBeLessThan(1e-6)
  })
})
