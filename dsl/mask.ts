/** Steps of a mask pipeline. */
import { modalityMask } from "./masks/modality.ts"
import { patchMask } from "./masks/patch.ts"
import { positionMask } from "./masks/position.ts"

export { defineMask, MaskStep, type Mask } from "./masks/family.ts"
export { modalityMask, patchMask, positionMask }

export const maskDefinitions = [modalityMask, positionMask, patchMask]
