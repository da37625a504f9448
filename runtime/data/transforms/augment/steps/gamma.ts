import { gamma } from "../../../../../dsl/augmentations/gamma.ts"
import { byNumber } from "../byNumber.ts"
import { implementAugmentation } from "../contract.ts"
import { adjustContrast, drawBalanced, onNegative, retainingStatistics } from "../intensity.ts"
import { adjustedContrast, withStatisticsOf } from "../tensors/statistics.ts"

/** MONAI RandAdjustContrast, each modality by itself, or nnU-Net's GammaTransform. */
export default implementAugmentation(
  gamma,
  byNumber({
    number: ({ range, draw }, stream) =>
      draw === "balanced" ? drawBalanced(stream, range) : stream.uniform(...range),
    change: (values, power, { inverted, retainStatistics }) => {
      const raised = (each: Float32Array): void => adjustContrast(each, power)
      const kept = (each: Float32Array): void =>
        retainStatistics ? retainingStatistics(each, raised) : raised(each)
      if (inverted) onNegative(values, kept)
      else kept(values)
    },
    changed: (tf, image, powers, { inverted, retainStatistics }) => {
      const given = inverted ? image.neg() : image
      const raised = adjustedContrast(tf, given, powers)
      const kept = retainStatistics ? withStatisticsOf(tf, raised, given) : raised
      return inverted ? kept.neg() : kept
    },
  }),
)
