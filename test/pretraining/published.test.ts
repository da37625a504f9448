import { beforeAll, describe, expect, it } from "vitest"
import { vit } from "../../dsl/encoder.ts"
import { adam } from "../../dsl/optimizer.ts"
import { moco } from "../../dsl/pretraining.ts"
import { patchify, tf } from "../../runtime/engine/index.ts"
import vitModule from "../../runtime/nn/encoders/vit.ts"
import { standardizedBarlowTwinsLoss } from "../../runtime/pretraining/barlowTwins.ts"
import { contrastiveLoss } from "../../runtime/pretraining/contrastiveLoss.ts"
import mocoObjective from "../../runtime/pretraining/moco.ts"
import { project, projectorParameters } from "../../runtime/pretraining/projector.ts"
import { maskedMeanAbsoluteError } from "../../runtime/pretraining/reconstructionLoss.ts"
import { published, tensor } from "./fixtures.ts"
import { builtInMasks } from "./masks.ts"

beforeAll(() => tf.setBackend("cpu"))

const difference = (a: tf.Tensor | undefined, told: { readonly values: readonly number[] }) => {
  const values = a?.dataSync() ?? []
  const largest = Math.max(...told.values.map(Math.abs))
  return Math.max(
    ...told.values.map((value, at) => Math.abs(value - (values[at] ?? Number.NaN)) / largest),
  )
}

const value = (scalar: tf.Tensor): number => scalar.dataSync()[0] ?? Number.NaN
const relative = (got: number, expected: number): number => Math.abs(got / expected - 1)

describe("as the published implementations compute it on the same numbers,", () => {
  it.each(published.barlowTwins.map((told) => ({ rows: told.z1.shape[0], told })))(
    "the Barlow Twins loss and its gradients, $rows rows",
    ({ told }) => {
      const of = (a: tf.Tensor, b: tf.Tensor) =>
        standardizedBarlowTwinsLoss(a, b, told.lambda).asScalar()
      const [z1, z2] = [tensor(told.z1), tensor(told.z2)]
      expect(relative(value(of(z1, z2)), told.loss)).toBeLessThan(1e-5)
      const [d1, d2] = tf.grads(of)([z1, z2])
      expect(difference(d1, told.gradient1)).toBeLessThan(1e-4)
      expect(difference(d2, told.gradient2)).toBeLessThan(1e-4)
    },
  )

  it.each(published.moco)("MoCo v3's contrastive loss, temperature $temperature", (told) => {
    const of = (q: tf.Tensor) => contrastiveLoss(q, tensor(told.k), told.temperature)
    expect(Math.abs(value(of(tensor(told.q))) - told.loss)).toBeLessThan(1e-5)
    expect(difference(tf.grad(of)(tensor(told.q)), told.gradient)).toBeLessThan(1e-4)
  })

  it("MoCo v3's MLP, under its names", () => {
    const { weights, x, y } = published.projector
    const projector = { prefix: "p.", widths: [5, 7, 7, 4], lastNorm: true }
    const loaded = Object.entries(weights).map(
      ([name, told]) => [`p.${name}`, tensor(told)] as const,
    )
    const names = Object.keys(projectorParameters(projector))
    expect(loaded.map(([name]) => name).toSorted()).toEqual(names.toSorted())
    expect(difference(project(projector, Object.fromEntries(loaded), tensor(x)), y)).toBeLessThan(
      1e-5,
    )
  })

  it("MoCo v3's momentum over training", () => {
    const optimizer = adam({ lr: 1e-3 })
    const { scheduled } = mocoObjective.model(moco({ epochs: 1, batch: 2, optimizer }), {
      encoder: vitModule.model(vit({ crop: 4, patch: 4, width: 4, depth: 1, heads: 1 }), 1),
      batch: 2,
      masks: builtInMasks,
    })
    for (const [done, momentum] of published.momenta)
      expect(scheduled?.values(done)["momentum"]?.[0]).toBeCloseTo(momentum, 6)
  })

  it("SimMIM's loss and its gradient", () => {
    const { simmim } = published
    const patches = (x: tf.Tensor) => patchify(tf.transpose(x, [0, 2, 3, 4, 1]), 2)
    const mask = tf.reshape(tensor(simmim.mask), [2, 8, 1])
    const of = (x: tf.Tensor) =>
      maskedMeanAbsoluteError(patches(tensor(simmim.x)), patches(x), mask).asScalar()
    const reconstruction = tensor(simmim.reconstruction)
    expect(relative(value(of(reconstruction)), simmim.loss)).toBeLessThan(1e-5)
    expect(difference(tf.grad(of)(reconstruction), simmim.gradient)).toBeLessThan(1e-5)
  })
})
