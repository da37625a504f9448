import { cutout } from "../../../../../dsl/augmentations/cutout.ts"
import type { tf } from "../../../../engine/index.ts"
import type { Drawn } from "../tensors/tensorStep.ts"
import { implementAugmentation } from "../contract.ts"
import { drawHoles, withHoles } from "../dropout.ts"
import { occasionally } from "../occasionally.ts"

/** MONAI RandCoarseDropout with zeros. */
export default implementAugmentation(cutout, {
  apply: ({ holes, size: share, probability }, crop, size, random) =>
    occasionally(probability, random, crop, () => ({
      ...crop,
      image: withHoles(crop.image, size, drawHoles(size, holes, share, random.at("holes"))),
    })),
  tensors: {
    draw: ({ holes, size: share, probability }, { size }, random) => {
      const acts = random.at("whether").chance(probability)
      const drawn = drawHoles(size, holes, share, random.at("holes"))
      const within = (axis: 0 | 1 | 2): Drawn => ({
        shape: [holes, size[axis]],
        values: Float32Array.from(
          drawn.flatMap(({ origin, size: side }) =>
            Array.from({ length: size[axis] }, (_, at) =>
              Number(acts && at >= origin[axis] && at < origin[axis] + side[axis]),
            ),
          ),
        ),
      })
      return { z: within(0), y: within(1), x: within(2) }
    },
    apply: ({ holes }, { crop, drawn, size }) => {
      const line = (name: string, hole: number, axis: 0 | 1 | 2) =>
        drawn[name]!.slice([0, hole, 0], [-1, 1, -1]).reshape([
          -1,
          ...[1, 1, 1, 1].with(axis + 1, size[axis]),
        ])
      const image = Array.from({ length: holes }).reduce<tf.Tensor>((made, _, hole) => {
        const inside = line("z", hole, 0)
          .mul(line("y", hole, 1))
          .mul(line("x", hole, 2))
        return made.mul(inside.neg().add(1))
      }, crop.image)
      return { ...crop, image }
    },
  },
})
