import type { Triple } from "../engine/index.ts"

/** Which (modality, position) cells of a volume are masked. */
export interface CellMask {
  readonly modalities: number
  /** Positions along each axis. */
  readonly grid: Triple
  /** 1 where masked: [modalities, positions], positions in the order of z, y, x. */
  readonly masked: Uint8Array
}

/** Number of positions. */
export const positionCount = ({ grid: [d, h, w] }: Pick<CellMask, "grid">): number => d * h * w

/** Nothing masked. */
export const unmasked = (modalities: number, grid: Triple): CellMask => ({
  modalities,
  grid,
  masked: new Uint8Array(modalities * positionCount({ grid })),
})

/** Modalities that are visible at a position, in order. */
export const visibleAt = (cells: CellMask, position: number): readonly number[] => {
  const positions = positionCount(cells)
  const visible: number[] = []
  for (let modality = 0; modality < cells.modalities; modality++)
    if (cells.masked[modality * positions + position] === 0) visible.push(modality)
  return visible
}

/** Positions with a visible cell, in order. */
export const positionsLeft = (cells: CellMask): readonly number[] =>
  Array.from({ length: positionCount(cells) }, (_, position) => position).filter(
    (position) => visibleAt(cells, position).length > 0,
  )

/** Modalities with a visible cell, in order. */
export const modalitiesLeft = (cells: CellMask): readonly number[] => {
  const positions = positionCount(cells)
  return Array.from({ length: cells.modalities }, (_, modality) => modality).filter((modality) =>
    cells.masked.subarray(modality * positions, (modality + 1) * positions).includes(0),
  )
}

/** Number of masked cells. */
export const maskedCount = ({ masked }: CellMask): number =>
  masked.reduce((sum, cell) => sum + cell, 0)

/** The mask with further cells masked. */
export const withMasked = (
  cells: CellMask,
  more: Iterable<readonly [modality: number, position: number]>,
): CellMask => {
  const positions = positionCount(cells)
  const masked = cells.masked.slice()
  for (const [modality, position] of more) masked[modality * positions + position] = 1
  return { ...cells, masked }
}
