import { beforeAll, expect, it } from "vitest"
import { tf } from "../../../runtime/engine/index.ts"
import {
  discriminator,
  discriminatorParameters,
} from "../../../runtime/nn/networks/discriminator.ts"
import { initialize } from "../../../runtime/nn/layers/initialize.ts"
import { parameterCount } from "../../../runtime/nn/layers/parameter.ts"
import { random } from "../../../runtime/random/random.ts"

beforeAll(() => tf.setBackend("cpu"))

it("is sized by the crop", () => {
  const paper = discriminatorParameters({ channels: 4, patch: [16, 16, 16], grid: [6, 6, 6] })
  const layers = [27 * 4 * 8 + 8, 4096 * 8 * 8 + 8, 1728 * 512 + 512, 512 * 128 + 128, 128 + 1]
  expect(parameterCount(paper)).toBe(layers.reduce((sum, layer) => sum + layer, 0))
})

it("gives each image one logit, which does not depend on its neighbours in the batch", () => {
  const volume = { channels: 2, patch: [4, 4, 4], grid: [2, 1, 1] } as const
  const parameters = discriminatorParameters(volume)
  const weights = Object.fromEntries(
    Object.entries(initialize(parameters, random(0))).map(([name, values]) => [
      `d.${name}`,
      tf.tensor(values, [...(parameters[name]?.shape ?? [])]),
    ]),
  )
  const images = tf.randomNormal([3, 8, 4, 4, 2], 0, 1, "float32", 1)
  const logits = discriminator(volume, weights, "d.", images)
  expect(logits.shape).toEqual([3])
  const alone = discriminator(
    volume,
    weights,
    "d.",
    tf.slice(images, [1, 0, 0, 0, 0], [1, -1, -1, -1, -1]),
  )
  expect(alone.dataSync()[0]).toBeCloseTo(logits.dataSync()[1] ?? Number.NaN, 5)
  expect(new Set(logits.dataSync()).size).toBe(3)
})
