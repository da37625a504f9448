import { modalityMask } from "../../../dsl/masks/modality.ts"
import { modalitiesLeft, positionCount, withMasked } from "../cells.ts"
import { implementMask } from "../maskContract.ts"

/**
 * Masks `count` modalities at every position (paper III-B-1, step 1), drawn among those that are
 * not wholly masked yet. Where an earlier step has masked modalities wholly, the last visible one
 * stays. A count of all modalities masks everything: `hybridMaskFaults` reports it.
 */
export default implementMask(modalityMask, {
  draw: ({ count }, cells, random) => {
    const left = modalitiesLeft(cells)
    const positions = positionCount(cells)
    const most = left.length < cells.modalities ? Math.max(0, left.length - 1) : left.length
    const chosen = [...random.permutation(left.length).subarray(0, Math.min(count, most))]
    return withMasked(
      cells,
      chosen.flatMap((index) =>
        Array.from({ length: positions }, (_, position) => [left[index]!, position] as const),
      ),
    )
  },
})
