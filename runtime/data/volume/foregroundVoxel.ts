import { fault } from "../../../dsl/fault.ts"
import { open } from "node:fs/promises"
import { Effect } from "effect"
import { readAt } from "../../files/readAt.ts"
import { unlabelled, type Voxels } from "./crop.ts"
import { fileError, type DatasetError } from "../faults/datasetError.ts"
import { working } from "../faults/fileWork.ts"
import type { Volume } from "./open.ts"

/** How many voxels of a volume bear one of the label values; 0 where it has no label. */
export const foregroundCount = (volume: Volume, values: readonly number[]): number =>
  (volume.meta.labelValues ?? [])
    .filter(({ value }) => values.includes(value))
    .reduce((sum, { count }) => sum + count, 0)

/** Place in `foreground.npy` of the n-th voxel that bears one of the values. */
const placeOf = (volume: Volume, values: readonly number[], n: number): number | undefined => {
  let left = n
  for (const { value, offset, count } of volume.meta.labelValues ?? []) {
    if (!values.includes(value)) continue
    if (left < count) return offset + left
    left -= count
  }
  return undefined
}

/**
 * The n-th voxel (z, y, x) that bears one of the label values, 0 <= n < `foregroundCount`: with n
 * uniform, a uniform draw from a region. Reads four bytes.
 */
export const readForegroundVoxel = Effect.fnUntraced(function* (
  volume: Volume,
  values: readonly number[],
  n: number,
): Effect.fn.Return<Voxels, DatasetError> {
  if (volume.labelled === undefined) return yield* unlabelled(volume)
  const { foreground } = volume.labelled
  const place = placeOf(volume, values, n)
  if (place === undefined) {
    const what = `voxel ${n} of label values ${values.join(", ")} was asked for`
    const expected = `below ${foregroundCount(volume, values)}`
    return yield* fileError(foreground.path, fault({ what, expected }))
  }
  const bytes = yield* working(foreground.path, async () => {
    await using file = await open(foreground.path, "r")
    const four = new Uint8Array(4)
    await readAt(file, four, foreground.dataOffset + 4 * place)
    return four
  })
  const voxel = new DataView(bytes.buffer).getUint32(0, true)
  const [, height, width] = volume.meta.shape
  const row = Math.floor(voxel / width)
  return [Math.floor(row / height), row % height, voxel % width]
})
