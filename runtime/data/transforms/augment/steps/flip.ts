import { flip } from "../../../../../dsl/augmentations/flip.ts"
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
})
