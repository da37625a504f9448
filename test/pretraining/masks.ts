import * as fc from "fast-check"
import { type Mask, modalityMask, patchMask, positionMask } from "../../dsl/mask.ts"
import type { MaskImplementation } from "../../runtime/pretraining/maskContract.ts"
import modality from "../../runtime/pretraining/masks/modality.ts"
import patch from "../../runtime/pretraining/masks/patch.ts"
import position from "../../runtime/pretraining/masks/position.ts"

/** The built-in mask steps. */
export const builtInMasks = (mask: Mask): MaskImplementation => {
  switch (mask.kind) {
    case "modality":
      return modality
    case "position":
      return position
    case "patch":
      return patch
    default:
      throw new Error(`no built-in mask is called ${mask.kind}`)
  }
}

const axis = fc.integer({ min: 1, max: 4 })
/** Grids of two positions or more. */
export const grids = fc.tuple(axis, axis, fc.integer({ min: 2, max: 4 }))
export const modalityCounts = fc.integer({ min: 2, max: 5 })
export const seeds = fc.nat()
export const ratios = fc.double({ min: 0.05, max: 0.95, noNaN: true })

/** Any subset and order of the three steps. */
export const pipelines = (ratio: number): fc.Arbitrary<readonly Mask[]> =>
  fc.shuffledSubarray<Mask>([modalityMask(), positionMask({ ratio }), patchMask({ ratio })])
