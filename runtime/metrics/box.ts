import type { MaskPair } from "./contract.ts"
import type { Triple } from "./grid.ts"

/** Voxels from `from` to before `to`. */
export interface Box {
  readonly from: Triple
  readonly to: Triple
}

/** The smallest box that holds every voxel told of, or `undefined` where none is. */
export const boxOf = (
  [depth, height, width]: Triple,
  holds: (index: number) => boolean,
): Box | undefined => {
  const low = [depth, height, width]
  const high = [-1, -1, -1]
  for (let z = 0, at = 0; z < depth; z++)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++, at++) {
        if (!holds(at)) continue
        for (const [axis, place] of [z, y, x].entries()) {
          low[axis] = Math.min(low[axis] ?? 0, place)
          high[axis] = Math.max(high[axis] ?? 0, place)
        }
      }
  const [z = 0, y = 0, x = 0] = low
  const [zEnd = -1, yEnd = -1, xEnd = -1] = high
  return zEnd < 0 ? undefined : { from: [z, y, x], to: [zEnd + 1, yEnd + 1, xEnd + 1] }
}

/** A box wider by a margin on each side, as far as the grid goes. */
export const widened = ({ from, to }: Box, margin: number, shape: Triple): Box => ({
  from: [
    Math.max(0, from[0] - margin),
    Math.max(0, from[1] - margin),
    Math.max(0, from[2] - margin),
  ],
  to: [
    Math.min(shape[0], to[0] + margin),
    Math.min(shape[1], to[1] + margin),
    Math.min(shape[2], to[2] + margin),
  ],
})

/** The voxels of a mask inside a box. */
const cut = (
  mask: Uint8Array,
  [, height, width]: Triple,
  { from, to }: Box,
  [depth, rows, columns]: Triple,
): Uint8Array => {
  const inside = new Uint8Array(depth * rows * columns)
  for (let z = from[0], at = 0; z < to[0]; z++)
    for (let y = from[1]; y < to[1]; y++, at += columns) {
      const row = (z * height + y) * width
      inside.set(mask.subarray(row + from[2], row + to[2]), at)
    }
  return inside
}

/** A pair of masks cut to a box. */
export const cropped = ({ prediction, truth, shape, spacing }: MaskPair, box: Box): MaskPair => {
  const { from, to } = box
  const own: Triple = [to[0] - from[0], to[1] - from[1], to[2] - from[2]]
  return {
    prediction: cut(prediction, shape, box, own),
    truth: cut(truth, shape, box, own),
    shape: own,
    spacing,
  }
}
