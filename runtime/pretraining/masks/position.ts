import { positionMask } from "../../../dsl/masks/position.ts"
import { positionsLeft, withMasked } from "../cells.ts"
import { implementMask } from "../maskContract.ts"
import { shareOf } from "../share.ts"

/**
 * Masks the same positions in all modalities (paper III-B-1, step 2): of the positions with a
 * visible cell the share given, rounded to the nearest, at least one masked and one left; the last
 * one left is not masked.
 */
export default implementMask(positionMask, {
  draw: ({ ratio }, cells, random) => {
    const left = positionsLeft(cells)
    const count = shareOf(ratio, left.length, 1, left.length - 1)
    const chosen = [...random.permutation(left.length).subarray(0, count)]
    return withMasked(
      cells,
      chosen.flatMap((index) =>
        Array.from(
          { length: cells.modalities },
          (_, modality) => [modality, left[index]!] as const,
        ),
      ),
    )
  },
})
