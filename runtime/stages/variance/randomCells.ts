import type { CellMask } from "../../pretraining/cells.ts"
import type { Triple } from "../../engine/index.ts"
import type { Random } from "../../random/random.ts"

/** Random masking of a share of the (modality, position) cells, as masked image modeling does it. */
export const randomCells =
  (ratio: number, modalities: number, grid: Triple) =>
  (random: Random): CellMask => {
    const cells = modalities * grid[0] * grid[1] * grid[2]
    const masked = new Uint8Array(cells)
    for (const cell of random.permutation(cells).subarray(0, Math.round(ratio * cells)))
      masked[cell] = 1
    return { modalities, grid, masked }
  }
