import { axes } from "../../../../dsl/field.ts"
import type { PreprocessingStep } from "../../../../dsl/preprocessing.ts"

const whose = ({ modalities }: { readonly modalities?: readonly string[] }): string =>
  modalities === undefined ? "each modality" : modalities.join(" and ")

/** What a step does, for those who repeat it outside. */
export const describeStep = (step: PreprocessingStep): string => {
  switch (step.kind) {
    case "orientation":
      return `orientation: axes turned and flipped until (x, y, z) point to ${step.axcodes}`
    case "spacing": {
      const to = typeof step.to === "number" ? [step.to, step.to, step.to] : step.to
      return `spacing: resampled (${step.interpolation}) to voxels of ${to.join(" x ")} mm (z, y, x); the first voxel stays`
    }
    case "cropForeground":
      return "crop: the smallest box that holds every voxel that is not 0 in some modality"
    case "spatialPad":
      return `pad: with 0, alike on both sides, to ${axes(step.to).join(" x ")} voxels (z, y, x) at least`
    case "normalizeIntensity":
      return step.nonzero
        ? `normalise: ${whose(step)} (value - mean) / std over its own voxels that are not 0; zeros stay 0; population std`
        : `normalise: ${whose(step)} (value - mean) / std over all its voxels; population std`
    case "scaleIntensityRangePercentiles":
      return `scale: ${whose(step)} from its percentiles ${step.lower} and ${step.upper} to ${step.to.join(" and ")}${step.clip ? ", clipped there" : ""}`
    case "divideByMax":
      return `scale: ${whose(step)} divided by its largest value`
  }
}
