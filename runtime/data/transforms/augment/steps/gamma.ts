import { gamma } from "../../../../../dsl/augmentations/gamma.ts"
import { implementAugmentation } from "../contract.ts"
import { adjustContrast, drawBalanced, onNegative, retainingStatistics } from "../intensity.ts"
import { eachModality, occasionally } from "../occasionally.ts"
import { drawnNumbers, withNumbers } from "../tensors/modalities.ts"
import { adjustedContrast, withStatisticsOf } from "../tensors/statistics.ts"

/** MONAI RandAdjustContrast, each modality by itself, or nnU-Net's GammaTransform. */
export default implementAugmentation(gamma, {
  apply: ({ range, draw, inverted, retainStatistics, probability }, crop, size, random) =>
    occasionally(probability, random, crop, () =>
      eachModality(crop, size, random, (values, stream) => {
        const power = draw === "balanced" ? drawBalanced(stream, range) : stream.uniform(...range)
        const raised = (each: Float32Array): void => adjustContrast(each, power)
        const kept = (each: Float32Array): void =>
          retainStatistics ? retainingStatistics(each, raised) : raised(each)
        if (inverted) onNegative(values, kept)
        else kept(values)
      }),
    ),
  tensors: {
    draw: ({ range, draw, probability }, shape, random) => ({
      power: drawnNumbers(probability, random, shape, 1, (stream) =>
        draw === "balanced" ? drawBalanced(stream, range) : stream.uniform(...range),
      ),
    }),
    apply: ({ inverted, retainStatistics }, work) =>
      withNumbers(work, "power", (image, power) => {
        const { tf } = work.ops
        const given = inverted ? image.neg() : image
        const raised = adjustedContrast(tf, given, power)
        const kept = retainStatistics ? withStatisticsOf(tf, raised, given) : raised
        return tf.where(power.notEqual(1), inverted ? kept.neg() : kept, image)
      }),
  },
})
