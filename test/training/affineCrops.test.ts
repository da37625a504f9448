import { join } from "node:path"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { affine } from "../../dsl/augmentation.ts"
import { affineCrop } from "../../runtime/data/transforms/augment/affineCrop.ts"
import { affineMatrix } from "../../runtime/data/transforms/augment/affineMatrix.ts"
import { random } from "../../runtime/random/random.ts"
import { loaded } from "../data/transforms/augment/builtIn.ts"
import { cropBatch } from "../../runtime/training/cropBatch.ts"
import { drawOrigin } from "../../runtime/training/cropOrigin.ts"
import { temporaryFolder } from "../data/testData.ts"
import { images } from "../pretraining/images.ts"
import { writtenVolume } from "./writtenVolume.ts"

const folder = temporaryFolder()

const written = async (shape: readonly [number, number, number]) => {
  const place = join(folder, shape.join("x"))
  const voxels = shape[0] * shape[1] * shape[2]
  const image = images(1, 2, 12, 1).slice(0, 2 * voxels)
  const label = Uint8Array.from(image.subarray(0, voxels), (value) => (value > 0 ? 1 : 0))
  return { image, label, volume: await writtenVolume(place, shape.join("x"), shape, image, label) }
}

describe("a rotated crop", () => {
  // The second volume is smaller than the crop along one axis.
  it.each([[[12, 11, 9]], [[12, 4, 9]]] as const)(
    "holds the tissue around it and zeros outside of a volume of %j",
    async (shape) => {
      const { image, label, volume } = await written(shape)
      const size = [6, 5, 6] as const
      const [choice, seed] = [{ foreground: 0.5, regions: [[1]] }, 3]
      const step = affine({
        rotation: [25, 25],
        scaling: [1.3, 1.3],
        rotationProbability: 1,
        scalingProbability: 1,
      })
      const turn = (25 * Math.PI) / 180
      const matrix = affineMatrix([turn, turn, turn], [1.3, 1.3, 1.3])
      for (let crop = 0; crop < 8; crop++) {
        const address = random(seed, "crop", 0, volume.meta.id, crop)
        const samples = [{ subject: 0, epoch: 0, crop }]
        const [[z, y, x], made] = await Effect.runPromise(
          Effect.all([
            drawOrigin(volume, size, choice, address.at("origin")),
            cropBatch(
              { volumes: [volume], size, choice, augment: [step], seed, samples },
              loaded([step]),
            ),
          ]),
        )
        const whole = { origin: [0 - z, 0 - y, 0 - x], size: shape } as const
        const expected = affineCrop({ image, label }, whole, size, matrix)
        expect([...made.image]).toEqual([...expected.image].map((v) => expect.closeTo(v, 5)))
        expect([...made.truth]).toEqual([...(expected.label ?? [])])
      }
    },
  )
})
