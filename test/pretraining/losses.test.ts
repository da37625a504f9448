import { beforeAll, describe, expect, it } from "vitest"
import { tf } from "../../runtime/engine/index.ts"
import { discriminatorLoss, generatorLoss } from "../../runtime/pretraining/adversarial.ts"
import {
  barlowTwinsLoss,
  levelBarlowTwins,
  standardizedBarlowTwinsLoss,
} from "../../runtime/pretraining/barlowTwins.ts"
import {
  maskedMeanSquaredError,
  meanSquaredError,
  patchMoments,
  squaredNorm,
} from "../../runtime/pretraining/reconstructionLoss.ts"

beforeAll(() => tf.setBackend("cpu"))

const value = (tensor: tf.Tensor): number => tensor.dataSync()[0] ?? Number.NaN

// Two rows of two dimensions: the columns of z are (1, 1) and (1, -1), those of zMasked (1, 0) and (3, 4).
const z = tf.tensor2d([
  [1, 1],
  [1, -1],
])
const zMasked = tf.tensor2d([
  [1, 3],
  [0, 4],
])

describe("the Barlow Twins loss (eq. 5)", () => {
  it("sums over batch and tokens, and does not depend on the scale of a dimension", () => {
    const long = tf.randomNormal([2, 5, 3], 0, 1, "float32", 1)
    const other = tf.randomNormal([2, 5, 3], 0, 1, "float32", 2)
    const flat = barlowTwinsLoss(tf.reshape(long, [10, 3]), tf.reshape(other, [10, 3]), 1)
    const scaled = barlowTwinsLoss(tf.mul(long, tf.tensor1d([2, 0.1, 7])), other, 1)
    expect(value(scaled)).toBeCloseTo(value(flat), 5)
  })

  it("of a case by hand, whose cross-correlation is dot products of columns over their norms", () => {
    // (1, 1)(1, 0) / sqrt 2; (1, 1)(3, 4) / (5 sqrt 2); (1, -1)(1, 0) / sqrt 2; (1, -1)(3, 4) / (5 sqrt 2)
    const root = Math.SQRT2
    const diagonal = (1 - 1 / root) ** 2 + (1 + 1 / (5 * root)) ** 2
    const others = (7 / (5 * root)) ** 2 + (1 / root) ** 2
    expect(value(barlowTwinsLoss(z, zMasked, 1))).toBeCloseTo(diagonal + others, 5)
    expect(value(barlowTwinsLoss(z, zMasked, 0.0051))).toBeCloseTo(diagonal + 0.0051 * others, 5)
    expect(value(barlowTwinsLoss(z, zMasked, 0))).toBeCloseTo(diagonal, 5)
  })

  it("is 0 for equal embeddings whose dimensions are orthogonal", () => {
    const orthogonal = tf.tensor2d([
      [1, 1, 1],
      [1, -1, 1],
      [1, 1, -1],
      [1, -1, -1],
    ])
    expect(value(barlowTwinsLoss(orthogonal, orthogonal, 1))).toBeCloseTo(0, 5)
  })

  it("counts only the pairs where all dimensions are equal: width (width - 1)", () => {
    const collapsed = tf.tile(tf.tensor2d([[1], [2], [3]]), [1, 4])
    expect(value(barlowTwinsLoss(collapsed, collapsed, 1))).toBeCloseTo(12, 4)
  })

  it("has a finite value and gradient where a dimension is dead", () => {
    const dead = tf.tensor2d([
      [0, 1],
      [0, 2],
    ])
    const gradient = tf.grad((x) => barlowTwinsLoss(x, zMasked, 1).asScalar())(dead)
    expect(Number.isFinite(value(barlowTwinsLoss(dead, zMasked, 1)))).toBe(true)
    expect(gradient.dataSync().every(Number.isFinite)).toBe(true)
  })
})

describe("the Barlow Twin loss of a level", () => {
  const printed = { lambda: 0.5, pbtCorrelation: "uncentred", pbtReduction: "sum" } as const

  it("is equation 5 as printed, or that over the width", () => {
    const sum = value(barlowTwinsLoss(z, zMasked, 0.5))
    expect(value(levelBarlowTwins(z, zMasked, printed))).toBe(sum)
    const perDimension = { ...printed, pbtReduction: "perDimension" } as const
    expect(value(levelBarlowTwins(z, zMasked, perDimension))).toBeCloseTo(sum / 2, 6)
  })

  it("centred is that of Barlow Twins' code, which published.test.ts compares with PyTorch", () => {
    const centred = { ...printed, pbtCorrelation: "centred" } as const
    expect(value(levelBarlowTwins(z, zMasked, centred))).toBe(
      value(standardizedBarlowTwinsLoss(z, zMasked, 0.5)),
    )
  })
})

describe("the MSE (eq. 7)", () => {
  const image = tf.tensor1d([1, 2, 3, 4])
  const reconstruction = tf.tensor1d([1, 0, 3, 7])

  it("is the mean of squared differences", () => {
    expect(value(meanSquaredError(image, reconstruction))).toBeCloseTo((4 + 9) / 4, 6)
  })

  it("as printed is the squared norm of an image's difference, a mean over images", () => {
    const two = (x: tf.Tensor) => tf.reshape(x, [2, 2])
    expect(value(squaredNorm(two(image), two(reconstruction)))).toBeCloseTo((4 + 9) / 2, 6)
  })

  it("over masked voxels only", () => {
    const mask = tf.tensor1d([0, 1, 1, 0])
    expect(value(maskedMeanSquaredError(image, reconstruction, mask))).toBeCloseTo(4 / 2, 6)
  })

  it("has moments of a patch as MAE's target takes them: variance over n - 1", () => {
    const { mean, deviation } = patchMoments(tf.reshape(image, [1, 1, 4]))
    expect(value(mean)).toBeCloseTo(2.5, 6)
    expect(value(deviation)).toBeCloseTo(Math.sqrt(5 / 3 + 1e-6), 6)
  })
})

describe("the adversarial loss (eq. 8)", () => {
  const log = Math.log
  const sigmoid = (x: number) => 1 / (1 + Math.exp(-x))

  it("of the discriminator is -log D(x) - log(1 - D(g)), means over the batch", () => {
    const loss = discriminatorLoss(tf.tensor1d([2, 0]), tf.tensor1d([1, -3]))
    const real = -(log(sigmoid(2)) + log(0.5)) / 2
    const reconstructed = -(log(1 - sigmoid(1)) + log(1 - sigmoid(-3))) / 2
    expect(value(loss)).toBeCloseTo(real + reconstructed, 5)
  })

  it("of the generator is -log D(g): log 2 where the discriminator is undecided", () => {
    expect(value(generatorLoss(tf.tensor1d([0, 0, 0])))).toBeCloseTo(log(2), 6)
    expect(value(generatorLoss(tf.tensor1d([2])))).toBeCloseTo(-log(sigmoid(2)), 5)
  })
})
