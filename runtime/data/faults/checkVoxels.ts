import type { Fault } from "../../../dsl/fault.ts"

/** An image's voxels, x fastest, and the file that they are of. */
interface Voxels {
  readonly path: string
  readonly data: ArrayLike<number>
  /** Voxels along x and y. */
  readonly width: number
  readonly height: number
}

/** Tells how many voxels are not as `allowed` says, and the first of them; undefined where all are. */
export const voxelFault = (
  subject: string,
  { path, data, width, height }: Voxels,
  allowed: (value: number) => boolean,
  expected: string,
): Fault | undefined => {
  let first = -1
  let count = 0
  for (let voxel = 0; voxel < data.length; voxel++) {
    if (allowed(data[voxel]!)) continue
    if (count === 0) first = voxel
    count++
  }
  if (count === 0) return undefined
  const row = Math.floor(first / width)
  const at = `(${first % width}, ${row % height}, ${Math.floor(row / height)})`
  const what = `${count} voxels are not ${expected}, the first, ${data[first]}, at (x, y, z) = ${at}`
  return { what, where: { subject, file: path } }
}

/** Images hold numbers that a float32 can hold. */
export const isFiniteFloat32 = (value: number): boolean => Number.isFinite(Math.fround(value))
