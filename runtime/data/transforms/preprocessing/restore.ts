import { cropToBox, placeInGrid } from "../boundingBox.ts"
import { shiftedAffine } from "../../formats/nifti/affine.ts"
import type { VolumeMeta } from "../../volume/meta.ts"
import type { AppliedStep, Grid } from "./applied.ts"
import { turnBack } from "./orient.ts"
import { respaceNearest } from "./respace.ts"

/** A label volume, [depth, height, width], and where it lies. */
export interface LabelVolume extends Grid {
  readonly values: Uint8Array
}

const undone = (volume: LabelVolume, applied: AppliedStep): LabelVolume => {
  if (!("from" in applied)) return volume
  const { from } = applied
  const { shape } = volume
  const length = from.shape[0] * from.shape[1] * from.shape[2]
  const values = () => {
    switch (applied.step) {
      case "cropForeground":
        return placeInGrid(volume.values, { origin: applied.origin, size: shape }, from.shape)
      case "spatialPad": {
        const box = { origin: applied.before, size: from.shape }
        return cropToBox(volume.values, shape, box, new Uint8Array(length))
      }
      case "spacing": {
        const [z, y, x] = applied.ratio
        const back: Grid["spacing"] = [1 / z, 1 / y, 1 / x]
        return respaceNearest(volume.values, shape, from.shape, back, new Uint8Array(length))
      }
      case "orientation":
        return turnBack(volume.values, from.shape, applied)
    }
  }
  return { ...from, values: values() }
}

/** The box that a volume was cut from, where its steps are not recorded. */
const cutAlone = ({ spacing, affine, original: { shape, origin } }: VolumeMeta): AppliedStep => ({
  step: "cropForeground",
  from: { shape, spacing, affine: shiftedAffine(affine, [-origin[2], -origin[1], -origin[0]]) },
  origin,
})

/**
 * A prediction on the preprocessed grid, [depth, height, width], in the geometry of the original
 * image: steps are undone from the last to the first, by the nearest voxel where they resampled. What
 * was cut off is 0.
 */
export const restore = (values: Uint8Array, meta: VolumeMeta): LabelVolume => {
  const { shape, spacing, affine, preprocessing = [cutAlone(meta)] } = meta
  return preprocessing.reduceRight(undone, { values, shape, spacing, affine })
}
