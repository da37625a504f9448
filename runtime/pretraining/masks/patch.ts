import { patchMask } from "../../../dsl/masks/patch.ts"
import type { Random } from "../../random/random.ts"
import { type CellMask, positionsLeft, visibleAt, withMasked } from "../cells.ts"
import { implementMask } from "../maskContract.ts"
import { shareOf } from "../share.ts"

type Cell = readonly [modality: number, position: number]

/** Positions that have the same modalities visible. */
interface Group {
  readonly modalities: readonly number[]
  readonly positions: readonly number[]
}

const groupsOf = (cells: CellMask): readonly Group[] =>
  [...Map.groupBy(positionsLeft(cells), (position) => visibleAt(cells, position).join())].map(
    ([, positions]) => ({ modalities: visibleAt(cells, positions[0] ?? 0), positions }),
  )

const permuted = (values: readonly number[], random: Random): readonly number[] =>
  [...random.permutation(values.length)].map((index) => values[index]!)

/**
 * The next modalities, some at a time, of one random permutation after another: each modality comes
 * once before any comes again. Where a new permutation begins within a call, the modalities that the
 * call has taken already come last in it, so that none is taken twice.
 */
const permutations = (modalities: readonly number[], random: Random) => {
  let ahead: readonly number[] = []
  return (count: number): readonly number[] => {
    const taken = ahead.slice(0, count)
    if (taken.length < count) {
      const next = permuted(modalities, random)
      ahead = [
        ...taken,
        ...next.filter((modality) => !taken.includes(modality)),
        ...next.filter((modality) => taken.includes(modality)),
      ]
    }
    const masked = ahead.slice(0, count)
    ahead = ahead.slice(count)
    return masked
  }
}

/**
 * Of the cells of a group `count` are masked: at the i-th position of p, in random order, the next
 * floor((i + 1) count / p) - floor(i count / p) modalities of the permutations.
 */
const maskedCells = (
  { modalities, positions }: Group,
  count: number,
  random: Random,
): readonly Cell[] => {
  const next = permutations(modalities, random)
  const upTo = (index: number): number => Math.floor((index * count) / positions.length)
  return permuted(positions, random).flatMap((position, index) =>
    next(upTo(index + 1) - upTo(index)).map((modality): Cell => [modality, position]),
  )
}

/**
 * Masks complementary modalities position by position (paper III-B-1, step 3). Of the visible cells
 * at positions with two visible modalities or more it masks the share given, rounded to the nearest,
 * but at each such position one modality at least and not all. Which ones follows random permutations
 * of the modalities along the positions in random order: with four visible modalities and a share of
 * 0.5 positions pair up so that what is masked at one is visible at the other. Where earlier steps
 * left different modalities at different positions, this holds among positions with the same ones.
 * Positions with one visible modality are left, or, with `alone: "mask"`, the share of them is masked, one
 * at least and not all.
 */
export default implementMask(patchMask, {
  draw: ({ ratio, alone }, cells, random) =>
    withMasked(
      cells,
      groupsOf(cells).flatMap((group) => {
        const { modalities, positions } = group
        const isAlone = modalities.length === 1
        if (isAlone && alone !== "mask") return []
        const visible = modalities.length * positions.length
        const least = isAlone ? 1 : positions.length
        const count = shareOf(ratio, visible, least, visible - least)
        return maskedCells(group, count, random.at(modalities.join()))
      }),
    ),
})
