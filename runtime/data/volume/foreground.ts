import type { LabelValue } from "./meta.ts"

/** Voxels that bear a label, grouped by value: flat indices into [depth, height, width]. */
export interface Foreground {
  /** Ascending within each value. */
  readonly voxels: Uint32Array
  readonly values: readonly LabelValue[]
}

/** All voxels of a label volume that are not 0. Counting sort: two passes. */
export const foregroundOf = (label: Uint8Array): Foreground => {
  const counts = new Uint32Array(256)
  for (let voxel = 0; voxel < label.length; voxel++) counts[label[voxel]!]!++
  const values: LabelValue[] = []
  const next = new Uint32Array(256)
  let offset = 0
  for (let value = 1; value < 256; value++) {
    const count = counts[value]!
    if (count > 0) values.push({ value, offset, count })
    next[value] = offset
    offset += count
  }
  const voxels = new Uint32Array(offset)
  for (let voxel = 0; voxel < label.length; voxel++) {
    const value = label[voxel]!
    if (value > 0) voxels[next[value]!++] = voxel
  }
  return { voxels, values }
}
