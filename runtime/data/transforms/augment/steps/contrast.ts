import { contrast } from "../../../../../dsl/augmentations/contrast.ts"
import { implementAugmentation } from "../contract.ts"
import { drawBalanced, stretchContrast } from "../intensity.ts"
import { eachModality, occasionally } from "../occasionally.ts"
import { drawnNumbers, withNumbers } from "../tensors/modalities.ts"
import { extremesOf, statisticsOf } from "../tensors/statistics.ts"

/** nnU-Net's ContrastTransform. */
export default implementAugmentation(contrast, {
  apply: ({ range, probability }, crop, size, random) =>
    occasionally(probability, random, crop, () =>
      eachModality(crop, size, random, (values, stream) =>
        stretchContrast(values, drawBalanced(stream, range)),
      ),
    ),
  tensors: {
    draw: ({ range, probability }, shape, random) => ({
      factor: drawnNumbers(probability, random, shape, 1, (stream) => drawBalanced(stream, range)),
    }),
    apply: (_, work) =>
      withNumbers(work, "factor", (image, factor) => {
        const { tf } = work.ops
        const { low, high } = extremesOf(tf, image)
        const { mean } = statisticsOf(tf, image)
        const stretched = image.sub(mean).mul(factor).add(mean)
        return tf.where(factor.notEqual(1), stretched.maximum(low).minimum(high), image)
      }),
  },
})
