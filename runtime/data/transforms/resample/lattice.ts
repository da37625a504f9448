import type { Affine } from "../../formats/nifti/affine.ts"

/** Where the voxels of a volume lie. */
export interface Lattice {
  /** (depth, height, width). */
  readonly shape: readonly [number, number, number]
  /** Voxel (x, y, z) to world mm. */
  readonly affine: Affine
}

type Vector = readonly [number, number, number]

const minor = (a: Vector, b: Vector): Vector => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
]
const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2]

type Row = readonly [steps: Vector, shift: number]

/** Rows of the map from voxels of one lattice to those of another, x, y, z: 3 numbers and a shift. */
export const voxelMap = (to: Affine, from: Affine): readonly [Row, Row, Row] => {
  const column = (affine: Affine, axis: 0 | 1 | 2 | 3): Vector => [
    affine[0][axis],
    affine[1][axis],
    affine[2][axis],
  ]
  const [x, y, z] = [column(from, 0), column(from, 1), column(from, 2)]
  const volume = dot(x, minor(y, z))
  const shift = column(from, 3)
  const start = column(to, 3)
  const moved: Vector = [start[0] - shift[0], start[1] - shift[1], start[2] - shift[2]]
  const rowOf = (row: Vector): Row => {
    const along = (vector: Vector): number => dot(row, vector) / volume
    const steps: Vector = [along(column(to, 0)), along(column(to, 1)), along(column(to, 2))]
    return [steps, along(moved)]
  }
  return [rowOf(minor(y, z)), rowOf(minor(z, x)), rowOf(minor(x, y))]
}

/** Calls `visit` with each voxel of `to` that lies in a voxel of `from`, and where: (x, y, z) in voxels. */
export const eachInside = (
  from: Lattice,
  to: Lattice,
  visit: (voxel: number, x: number, y: number, z: number) => void,
): void => {
  const [rx, ry, rz] = voxelMap(to.affine, from.affine)
  const place = ([steps, shift]: Row, at: Vector) => dot(steps, at) + shift
  const inside = (value: number, length: number) => value >= -0.5 && value < length - 0.5
  const [depth, height, width] = from.shape
  let voxel = 0
  for (let k = 0; k < to.shape[0]; k++) {
    for (let j = 0; j < to.shape[1]; j++) {
      for (let i = 0; i < to.shape[2]; i++, voxel++) {
        const at: Vector = [i, j, k]
        const [x, y, z] = [place(rx, at), place(ry, at), place(rz, at)]
        if (inside(x, width) && inside(y, height) && inside(z, depth)) visit(voxel, x, y, z)
      }
    }
  }
}
