import { beforeAll, describe, expect, it } from "vitest"
import { binaryCrossEntropyWithLogits, tf } from "../../runtime/engine/index.ts"
import { channelsLast } from "../../runtime/nn/layers/volumeOrder.ts"
import { barlowTwinsLoss } from "../../runtime/pretraining/barlowTwins.ts"
import { diceLoss } from "../../runtime/training/losses.ts"
import { hashed } from "../nn/hashed.ts"
import { parity } from "./fixture.ts"

beforeAll(() => tf.setBackend("cpu"))

const value = (tensor: tf.Tensor): number => tensor.dataSync()[0] ?? Number.NaN
const close = (values: readonly number[], digits: number) =>
  values.map((each) => expect.closeTo(each, digits))

describe("losses of segmentation", () => {
  const shape = [2, 3, 4, 4, 4]
  const count = 2 * 3 * 4 ** 3
  const logits = () =>
    tf.tensor(
      Float32Array.from(hashed(5, count), (each) => each * 4),
      shape,
    )
  const truth = () =>
    channelsLast(
      tf.tensor(
        Float32Array.from(hashed(6, count), (each) => (each > 0 ? 1 : 0)),
        shape,
      ),
    )
  const bce = (x: tf.Tensor, y: tf.Tensor) => tf.mean<tf.Scalar>(binaryCrossEntropyWithLogits(x, y))

  it.each([
    {
      name: "Dice, MONAI's DiceLoss(sigmoid=True)",
      loss: diceLoss,
      expected: parity.segmentation.dice,
    },
    { name: "PyTorch's BCEWithLogitsLoss", loss: bce, expected: parity.segmentation.bce },
  ])("$name, with its gradient", ({ loss, expected }) => {
    const of = (x: tf.Tensor) => loss(channelsLast(x), truth())
    expect(value(of(logits()))).toBeCloseTo(expected.loss, 6)
    const gradient = tf.grad((x) => of(x))(logits())
    expect([...gradient.dataSync()]).toEqual(close(expected.gradient, 7))
  })
})

// Equation 4 of the paper does not centre the embeddings, the published implementation's batch norm
// does: on embeddings that are centred already the two are one.
describe("Barlow Twins, as github.com/facebookresearch/barlowtwins computes it", () => {
  const { rows, lambda, z1, z2, loss, onDiagonal, offDiagonal } = parity.barlowTwins
  const [a, b] = [
    () => tf.tensor2d([...z1], [rows, z1.length / rows]),
    () => tf.tensor2d([...z2], [rows, z2.length / rows]),
  ]

  it("has the same loss and terms", () => {
    expect(value(barlowTwinsLoss(a(), b(), lambda)) / loss).toBeCloseTo(1, 5)
    expect(value(barlowTwinsLoss(a(), b(), 0)) / onDiagonal).toBeCloseTo(1, 5)
    const difference = value(barlowTwinsLoss(a(), b(), 1)) - value(barlowTwinsLoss(a(), b(), 0))
    expect(difference / offDiagonal).toBeCloseTo(1, 5)
  })
})
