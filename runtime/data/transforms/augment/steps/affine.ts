import { affine } from "../../../../../dsl/augmentations/affine.ts"
import { implementAugmentation } from "../contract.ts"
import { affineCrop } from "../affineCrop.ts"
import { boxRead, drawAffine, unmoved } from "../affineMatrix.ts"
import { affineRead } from "../tensors/affineRead.ts"

/** Rotation and scaling as nnU-Net's SpatialTransform. */
export default implementAugmentation(affine, {
  apply: (step, crop, size, random, box) => {
    const matrix = drawAffine(step, random)
    return matrix === undefined ? crop : affineCrop(crop, box, size, matrix)
  },
  box: (step, size, random, volume) => {
    const matrix = drawAffine(step, random)
    return matrix === undefined ? undefined : boxRead(matrix, size, volume)
  },
  tensors: {
    draw: (step, _, random) => ({
      matrix: {
        shape: [3, 3],
        values: Float32Array.from((drawAffine(step, random) ?? unmoved).flat()),
      },
    }),
    apply: (_, { ops, crop, box, size, drawn }) =>
      affineRead(ops, crop, box, size, drawn["matrix"]!),
  },
})
