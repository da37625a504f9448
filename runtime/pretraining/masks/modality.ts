import { modalityMask } from "../../../dsl/mask.ts"
import { modalitiesLeft, positionCount, withMasked } from "../cells.ts"
import { implementMask } from "../maskContract.ts"

/**
 * Masks `count` modalities at every position (paper III-B-1, step 1), drawn among those that are
 * not wholly masked yet. A count that leaves none of them masks everything: `hybridMaskFaults`
 * reports it.
 */
export default implementMask(modalityMask, {
  draw: ({ count }, cells, random) => {
    const left = modalitiesLeft(cells)
    const positions = positionCount(cells)
    const chosen = [...random.permutation(left.length).subarray(0, count)]
    return withMasked(
      cells,
      chosen.flatMap((index) =>
        Array.from({ length: positions }, (_, position) => [left[index]!, position] as const),
      ),
    )
  },
})
