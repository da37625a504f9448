import { flip } from "../../../../../dsl/augmentations/flip.ts"
import type { tf } from "../../../../engine/index.ts"
import { implementAugmentation } from "../contract.ts"
import type { Crop } from "../crop.ts"
import { flipAxis } from "../flip.ts"

/** Flips each axis by itself. */
export default implementAugmentation(flip, {
  apply: ({ probability }, crop, size, random) =>
    ([0, 1, 2] as const).reduce<Crop>(
      (made, axis) =>
        random.at(axis).chance(probability)
          ? {
              image: flipAxis(made.image, size, axis),
              label: made.label === undefined ? undefined : flipAxis(made.label, size, axis),
            }
          : made,
      crop,
    ),
  tensors: {
    draw: ({ probability }, _, random) => ({
      flips: {
        shape: [3],
        values: Float32Array.from([0, 1, 2], (axis) => Number(random.at(axis).chance(probability))),
      },
    }),
    apply: (_, { crop, drawn, ops: { tf } }) => {
      const flipped = (values: tf.Tensor): tf.Tensor =>
        [0, 1, 2].reduce((made, axis) => {
          const flips = drawn["flips"]!.slice([0, axis], [-1, 1]).reshape([-1, 1, 1, 1, 1])
          return tf.where(flips.greater(0), tf.reverse(made, axis + 2), made)
        }, values)
      return {
        image: flipped(crop.image),
        label: crop.label === undefined ? undefined : flipped(crop.label),
      }
    },
  },
})
