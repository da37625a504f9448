import { fault, type Fault } from "../../../dsl/fault.ts"
import type { NiftiData } from "../formats/nifti/datatype.ts"

/** An image's voxels, x fastest, and the file that they are of. */
export interface Voxels {
  readonly path: string
  readonly data: NiftiData
  /** Voxels along x and y. */
  readonly width: number
  readonly height: number
  /** Which volume of the file, from 0, where it holds several. */
  readonly channel?: number
}

/** Where a voxel is, as (x, y, z). */
export const placeOf = (voxel: number, { width, height, channel }: Voxels): string => {
  const row = Math.floor(voxel / width)
  const of = channel === undefined ? "" : ` of channel ${channel}`
  return `(x, y, z) = (${voxel % width}, ${row % height}, ${Math.floor(row / height)})${of}`
}

/** Images hold numbers that a float32 can hold. */
const isFiniteFloat32 = (value: number): boolean => Number.isFinite(Math.fround(value))

/** Whether an image's type holds numbers only that a float32 can hold, finite ones. */
const isSound = ({ data }: Voxels): boolean =>
  !(data instanceof Float32Array || data instanceof Float64Array)

/** What is wrong with a modality whose voxels are not all finite float32 numbers. */
export const infiniteFault = (subject: string, voxels: Voxels): Fault | undefined => {
  if (isSound(voxels)) return undefined
  const { path, data } = voxels
  let first = -1
  let count = 0
  for (let voxel = 0; voxel < data.length; voxel++) {
    if (isFiniteFloat32(data[voxel]!)) continue
    if (count === 0) first = voxel
    count++
  }
  if (count === 0) return undefined
  const all = count === data.length ? "all " : ""
  const voxelsAre = count === 1 ? "voxel is" : "voxels are"
  const what = `${all}${count} ${voxelsAre} not finite, the first, ${data[first]}, at ${placeOf(first, voxels)}`
  const hint = Number.isNaN(data[first]!)
    ? "Where NaN is the background, write 0 in its place (numpy.nan_to_num); else leave the subject out: exclude."
    : "See how the file was made; else leave the subject out: exclude."
  return fault({ what, where: { subject, file: path }, hint })
}
