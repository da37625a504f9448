import type { Grid } from "./applied.ts"
import { stepLengths } from "../../formats/nifti/affine.ts"
import { transformed } from "./grid.ts"

type Triple = Grid["spacing"]

/** To the nearest whole number, halves to the even one (as NumPy, which MONAI rounds with). */
const roundHalfEven = (value: number): number => {
  const below = Math.floor(value)
  if (value - below !== 0.5) return Math.round(value)
  return below % 2 === 0 ? below : below + 1
}

/** mm per step along z, y, x, from the affine. */
const stepsOf = (grid: Grid): Triple => {
  const [x, y, z] = stepLengths(grid.affine)
  return [z, y, x]
}

/** Old voxels per new voxel along z, y, x, where new voxels are `to` mm. */
export const ratioTo = (grid: Grid, to: Triple): Triple => {
  const steps = stepsOf(grid)
  return [to[0] / steps[0], to[1] / steps[1], to[2] / steps[2]]
}

/**
 * The grid of voxels of `to` mm whose first voxel is the old first one and whose last is the closest
 * to the old last one (MONAI Spacing without `scale_extent`).
 */
export const respacedGrid = (grid: Grid, to: Triple): Grid => {
  const [rz, ry, rx] = ratioTo(grid, to)
  const length = (old: number, ratio: number): number => roundHalfEven((old - 1) / ratio + 1)
  const columns = [
    [rx, 0, 0],
    [0, ry, 0],
    [0, 0, rz],
  ]
  return {
    shape: [length(grid.shape[0], rz), length(grid.shape[1], ry), length(grid.shape[2], rx)],
    spacing: to,
    affine: transformed(grid.affine, columns, [0, 0, 0]),
  }
}

/** Where the new voxels of an axis lie between old ones; past the border, on it. */
interface Places {
  readonly below: Int32Array
  readonly above: Int32Array
  /** Of `above`; that of `below` is 1 less it. */
  readonly weight: Float64Array
}

/** A coordinate this close to a voxel's is that voxel's: what is left of rounding. */
const TOLERANCE = 1e-6

const placesOf = (old: number, length: number, ratio: number, nearest: boolean): Places => {
  const at = Array.from({ length }, (_, index) => {
    const place = Math.min(old - 1, index * ratio)
    const whole = Math.round(place)
    return nearest || Math.abs(place - whole) < TOLERANCE ? whole : place
  })
  return {
    below: Int32Array.from(at, Math.floor),
    above: Int32Array.from(at, Math.ceil),
    weight: Float64Array.from(at, (place) => place - Math.floor(place)),
  }
}

const allPlaces = (
  from: Grid["shape"],
  to: Grid["shape"],
  ratio: Triple,
  nearest: boolean,
): readonly [Places, Places, Places] => [
  placesOf(from[0], to[0], ratio[0], nearest),
  placesOf(from[1], to[1], ratio[1], nearest),
  placesOf(from[2], to[2], ratio[2], nearest),
]

/** The nearest old voxel of each new one; `ratio` is old voxels per new voxel along z, y, x. */
export const respaceNearest = <Values extends Float32Array | Uint8Array>(
  values: Values,
  from: Grid["shape"],
  to: Grid["shape"],
  ratio: Triple,
  target: Values,
): Values => {
  const [pz, py, px] = allPlaces(from, to, ratio, true)
  const slices = values.length / (from[1] * from[2])
  let written = 0
  for (let channel = 0; channel < slices; channel += from[0]) {
    for (const z of pz.below) {
      for (const y of py.below) {
        const row = ((channel + z) * from[1] + y) * from[2]
        for (let x = 0; x < to[2]; x++) target[written++] = values[row + px.below[x]!]!
      }
    }
  }
  return target
}

/** Trilinear between the old voxels, those at the border beyond it (MONAI: bilinear, border). */
export const respaceLinear = (
  values: Float32Array,
  from: Grid["shape"],
  to: Grid["shape"],
  ratio: Triple,
  target: Float32Array,
): Float32Array => {
  const [pz, py, px] = allPlaces(from, to, ratio, false)
  const slices = values.length / (from[1] * from[2])
  const row = (slice: number, y: number): number => (slice * from[1] + y) * from[2]
  let written = 0
  for (let channel = 0; channel < slices; channel += from[0]) {
    for (let z = 0; z < to[0]; z++) {
      const [low, high, wz] = [channel + pz.below[z]!, channel + pz.above[z]!, pz.weight[z]!]
      for (let y = 0; y < to[1]; y++) {
        const wy = py.weight[y]!
        const lowNear = row(low, py.below[y]!)
        const lowFar = row(low, py.above[y]!)
        const highNear = row(high, py.below[y]!)
        const highFar = row(high, py.above[y]!)
        const across = (x: number): number =>
          (1 - wz) * ((1 - wy) * values[lowNear + x]! + wy * values[lowFar + x]!) +
          wz * ((1 - wy) * values[highNear + x]! + wy * values[highFar + x]!)
        for (let x = 0; x < to[2]; x++) {
          const wx = px.weight[x]!
          const near = across(px.below[x]!)
          target[written++] = wx === 0 ? near : (1 - wx) * near + wx * across(px.above[x]!)
        }
      }
    }
  }
  return target
}
