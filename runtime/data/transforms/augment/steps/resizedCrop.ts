import { resizedCrop as definition } from "../../../../../dsl/augmentations/resizedCrop.ts"
import { implementAugmentation } from "../contract.ts"
import { occasionally } from "../occasionally.ts"
import { drawBox, nearestPlaces, resizedCrop } from "../resizedCrop.ts"
import { wholeOf } from "../crop.ts"
import { alongAxes, drawnMatrices } from "../tensors/alongAxes.ts"
import { readings, readLines } from "../trilinear.ts"

/** A box of the crop, resized to the whole. */
export default implementAugmentation(definition, {
  apply: ({ scale, probability }, crop, size, random) =>
    occasionally(probability, random, crop, () => {
      const share = random.at("share").uniform(...scale)
      return resizedCrop(crop, size, drawBox(size, share, random.at("box")))
    }),
  tensors: {
    draw: ({ scale, probability }, { size }, random) => {
      const share = random.at("share").uniform(...scale)
      const box = random.at("whether").chance(probability)
        ? drawBox(size, share, random.at("box"))
        : wholeOf(size)
      return {
        ...drawnMatrices("image.", size, 1, (unit, axis) =>
          readLines(unit, readings(box.origin[axis], box.size[axis], size[axis])),
        ),
        ...drawnMatrices("label.", size, 1, (unit, axis) => {
          const nearest = nearestPlaces(box, size, axis)
          return unit.map((_, at) => {
            const [from, to] = [Math.floor(at / size[axis]), at % size[axis]]
            return Number(nearest[to] === from)
          })
        }),
      }
    },
    apply: (_, { crop: { image, label }, drawn, ops }) => ({
      image: alongAxes(ops, image, "image.", drawn),
      label: label === undefined ? undefined : alongAxes(ops, label, "label.", drawn),
    }),
  },
})
