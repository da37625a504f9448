import type { tf } from "../../../engine/index.ts"
import type { Random } from "../../../random/random.ts"
import type { Voxels } from "../../volume/crop.ts"
import type { Crop } from "./crop.ts"
import { eachModality, occasionally } from "./occasionally.ts"
import { drawnNumbers, withNumbers } from "./tensors/modalities.ts"
import type { CropShape, TensorWork } from "./tensors/tensorStep.ts"

/** A step that acts as a whole with a probability, by a number of each modality. */
interface ByNumber<A> {
  readonly number: (step: A, stream: Random) => number
  /** Changes a modality in place. */
  readonly change: (values: Float32Array, number: number, step: A) => void
  /** The same of images [crop, modality, z, y, x] by numbers [crop, modality, 1, 1, 1]. */
  readonly changed: (ops: typeof tf, image: tf.Tensor, numbers: tf.Tensor, step: A) => tf.Tensor
}

/** The implementation of such a step, for both. */
export const byNumber = <A extends { readonly probability: number }>({
  number,
  change,
  changed,
}: ByNumber<A>) => ({
  apply: (step: A, crop: Crop, size: Voxels, random: Random): Crop =>
    occasionally(step.probability, random, crop, () =>
      eachModality(crop, size, random, (values, stream) =>
        change(values, number(step, stream), step),
      ),
    ),
  tensors: {
    draw: (step: A, shape: CropShape, random: Random) => ({
      number: drawnNumbers(step.probability, random, shape, Number.NaN, (stream) =>
        number(step, stream),
      ),
    }),
    apply: (step: A, work: TensorWork) =>
      withNumbers(work, "number", (image, numbers) => {
        const { tf } = work.ops
        return tf.where(numbers.equal(numbers), changed(tf, image, numbers, step), image)
      }),
  },
})
