import type { AxisCodes } from "../../../../dsl/preprocessing.ts"
import type { Affine } from "../../formats/nifti/affine.ts"
import type { Grid } from "./applied.ts"
import { transformed } from "./grid.ts"

type Axis = 0 | 1 | 2
const AXES: readonly Axis[] = [0, 1, 2]

/** World axis of a letter and whether it points to the axis' positive end (RAS+). */
const LETTERS = new Map<string, readonly [Axis, boolean]>([
  ["R", [0, true]],
  ["L", [0, false]],
  ["A", [1, true]],
  ["P", [1, false]],
  ["S", [2, true]],
  ["I", [2, false]],
])

/** For each new axis (x, y, z): the old one that runs along it, and whether it runs backwards. */
export interface Turn {
  readonly axes: readonly [number, number, number]
  readonly flips: readonly [boolean, boolean, boolean]
}

const columnOf = (affine: Affine, axis: Axis): readonly number[] => {
  const column = AXES.map((row) => affine[row][axis])
  const length = Math.hypot(...column)
  return column.map((value) => value / length)
}

/** World axis that each voxel axis is closest to, with its sign; the clearest axis chooses first. */
const worldAxes = (affine: Affine): readonly (readonly [Axis, boolean])[] => {
  const columns = AXES.map((axis) => columnOf(affine, axis))
  const clarity = (axis: Axis): number =>
    Math.max(...(columns[axis] ?? []).map((value) => Math.abs(value)))
  const chosen = new Map<Axis, readonly [Axis, boolean]>()
  const free = new Set(AXES)
  for (const axis of AXES.toSorted((one, other) => clarity(other) - clarity(one))) {
    const along = (world: Axis): number => columns[axis]?.[world] ?? 0
    const [best = axis] = [...free].sort((a, b) => Math.abs(along(b)) - Math.abs(along(a)))
    free.delete(best)
    chosen.set(axis, [best, along(best) > 0])
  }
  return AXES.map((axis) => chosen.get(axis) ?? [axis, true])
}

/**
 * How the axes of an affine are to be turned until they point as the codes say; oblique axes count as
 * the world axis that they are closest to (as nibabel's `io_orientation`, which takes shears out
 * first).
 */
export const turnTo = (affine: Affine, axcodes: AxisCodes): Turn => {
  const found = worldAxes(affine)
  const [x, y, z] = axcodes.split("").map((letter): readonly [number, boolean] => {
    const [world, positive] = LETTERS.get(letter) ?? [0, true]
    const old = found.findIndex(([axis]) => axis === world)
    return [old, found[old]?.[1] !== positive]
  })
  const stay = [0, false] as const
  const [[ax, fx], [ay, fy], [az, fz]] = [x ?? stay, y ?? stay, z ?? stay]
  return { axes: [ax, ay, az], flips: [fx, fy, fz] }
}

/** Length of an axis (0 = x) of a shape (z, y, x). */
const lengthAlong = (shape: Grid["shape"], axis: number): number => shape[2 - axis] ?? 1

/** The grid after a turn. */
export const turnedGrid = (grid: Grid, { axes, flips }: Turn): Grid => {
  const [x, y, z] = axes.map((axis) => lengthAlong(grid.shape, axis))
  const [sx, sy, sz] = axes.map((axis) => grid.spacing[2 - axis])
  const columns = axes.map((axis, index) =>
    AXES.map((row) => (row === axis ? (flips[index] ? -1 : 1) : 0)),
  )
  const start = AXES.map((row) => {
    const index = axes.indexOf(row)
    return flips[index] ? lengthAlong(grid.shape, row) - 1 : 0
  })
  return {
    shape: [z ?? 1, y ?? 1, x ?? 1],
    spacing: [sz ?? 1, sy ?? 1, sx ?? 1],
    affine: transformed(grid.affine, columns, start),
  }
}

/** Where the voxels of the turned volume are in the old one: the first, and steps along x, y, z. */
const strides = (shape: Grid["shape"], { axes, flips }: Turn) => {
  const steps = [1, shape[2], shape[2] * shape[1]]
  let first = 0
  const along = axes.map((axis, index) => {
    const step = steps[axis] ?? 1
    if (!flips[index]) return step
    first += (lengthAlong(shape, axis) - 1) * step
    return -step
  })
  return { first, along }
}

/** Calls `visit` with the flat index of each voxel of the turned volume and of the same in the old one. */
const eachVoxel = (
  old: Grid["shape"],
  turn: Turn,
  visit: (turned: number, before: number) => void,
): void => {
  const { first, along } = strides(old, turn)
  const [width = 1, height = 1, depth = 1] = turn.axes.map((axis) => lengthAlong(old, axis))
  const [dx = 1, dy = 1, dz = 1] = along
  let turned = 0
  for (let z = 0; z < depth; z++) {
    for (let y = 0; y < height; y++) {
      let before = first + z * dz + y * dy
      for (let x = 0; x < width; x++, before += dx) visit(turned++, before)
    }
  }
}

/** The turned volume, channel by channel, into `target`, which is returned. */
export const turn = <Values extends Float32Array | Uint8Array>(
  values: Values,
  old: Grid["shape"],
  how: Turn,
  target: Values,
): Values => {
  const voxels = old[0] * old[1] * old[2]
  for (let channel = 0; channel < values.length; channel += voxels) {
    eachVoxel(old, how, (turned, before) => {
      target[channel + turned] = values[channel + before]!
    })
  }
  return target
}
