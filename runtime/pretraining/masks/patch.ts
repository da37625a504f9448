import { patchMask } from "../../../dsl/masks/patch.ts"
import type { Random } from "../../random/random.ts"
import { type CellMask, positionsLeft, visibleAt, withMasked } from "../cells.ts"
import { implementMask } from "../maskContract.ts"
import { shareOf } from "../share.ts"

type Cell = readonly [modality: number, position: number]

/** Positions by the modalities visible there; those with one visible modality are left alone. */
const groupsOf = (
  cells: CellMask,
): readonly (readonly [readonly number[], readonly number[]])[] => {
  const groups = new Map<string, readonly [readonly number[], number[]]>()
  for (const position of positionsLeft(cells)) {
    const modalities = visibleAt(cells, position)
    if (modalities.length < 2) continue
    const group = groups.get(modalities.join()) ?? ([modalities, []] as const)
    group[1].push(position)
    groups.set(modalities.join(), group)
  }
  return [...groups.values()]
}

/** A shuffled deck that begins with none of the cards held. */
const shuffled = (modalities: readonly number[], held: readonly number[], random: Random) => {
  const deck = [...random.permutation(modalities.length)].map((index) => modalities[index]!)
  return [
    ...deck.filter((card) => !held.includes(card)),
    ...deck.filter((card) => held.includes(card)),
  ]
}

/**
 * Deals shuffled decks of the modalities to the positions in random order: position i gets
 * floor((i + 1) n / p) - floor(i n / p) cards of n in all. No modality is dealt again before all
 * have been, nor twice to one position.
 */
const dealt = (
  modalities: readonly number[],
  positions: readonly number[],
  count: number,
  random: Random,
): readonly Cell[] => {
  const order = [...random.permutation(positions.length)].map((index) => positions[index]!)
  const cells: Cell[] = []
  let deck: readonly number[] = []
  order.forEach((position, index) => {
    const cards =
      Math.floor(((index + 1) * count) / order.length) - Math.floor((index * count) / order.length)
    const old = deck.slice(0, cards)
    deck = deck.slice(old.length)
    if (old.length < cards) deck = shuffled(modalities, old, random)
    const fresh = deck.slice(0, cards - old.length)
    deck = deck.slice(fresh.length)
    for (const modality of [...old, ...fresh]) cells.push([modality, position])
  })
  return cells
}

/**
 * Masks complementary modalities position by position (paper III-B-1, step 3). At every position
 * with two visible modalities or more, some of them are masked and some stay. Of the visible cells
 * there the share given is masked, rounded to the nearest, between one a position and all but one a
 * position. Complementary: in a random order of the positions, what is masked deals out the
 * modalities deck by deck, each modality once before any comes again. With four visible modalities
 * and a share of 0.5, positions pair up so that what is masked at one is what is visible at the
 * other. Where earlier steps left different modalities at different positions, this holds within
 * each group of positions with the same ones.
 */
export default implementMask(patchMask, {
  draw: ({ ratio }, cells, random) =>
    withMasked(
      cells,
      groupsOf(cells).flatMap(([modalities, positions]) => {
        const visible = modalities.length * positions.length
        const count = shareOf(ratio, visible, positions.length, visible - positions.length)
        return dealt(modalities, positions, count, random.at(modalities.join()))
      }),
    ),
})
