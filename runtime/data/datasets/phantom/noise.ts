import type { Random } from "../../../random/random.ts"
import type { Grid } from "./grid.ts"

/** Coefficients of a smooth noise: a uniform cubic B-spline on a cube of lattice points. */
export interface Lattice {
  /** The noise is defined on [-reach, reach] along each axis. */
  readonly reach: number
  readonly spacing: number
  /** Points along each axis. */
  readonly points: number
  /** [z, y, x]. */
  readonly coefficients: Float32Array
}

/**
 * Scale that gives the noise a variance of 1: the squared weights of a cubic B-spline sum to
 * 151/315 on average along each axis.
 */
const unitVariance = 1 / ((151 / 315) * Math.sqrt(151 / 315))
/** Half the width of a uniform law of variance 1. */
const halfWidth = Math.sqrt(3)

/** Draws a noise of mean 0 and variance 1 whose features are about two spacings wide. */
export const lattice = (random: Random, reach: number, spacing: number): Lattice => {
  const points = Math.ceil((2 * reach) / spacing) + 4
  const coefficients = new Float32Array(points * points * points)
  const scale = (2 * halfWidth * unitVariance) / 0x100000000
  for (let at = 0; at < coefficients.length; at++)
    coefficients[at] = random.word() * scale - halfWidth * unitVariance
  return { reach, spacing, points, coefficients }
}

/** The lattice cell of a coordinate, and the weights of its four neighbours. */
interface Weights {
  readonly first: number
  readonly weights: readonly [number, number, number, number]
}

const weightsAt = ({ reach, spacing, points }: Lattice, coordinate: number): Weights => {
  const position = (coordinate + reach) / spacing + 1
  const first = Math.min(points - 4, Math.max(0, Math.floor(position) - 1))
  const t = Math.min(1, Math.max(0, position - 1 - first))
  const s = 1 - t
  return {
    first,
    weights: [
      (s * s * s) / 6,
      (3 * t * t * t - 6 * t * t + 4) / 6,
      (3 * s * s * s - 6 * s * s + 4) / 6,
      (t * t * t) / 6,
    ],
  }
}

const sum = (of: Lattice, z: Weights, y: Weights, x: Weights): number => {
  const { points, coefficients } = of
  let total = 0
  for (let k = 0; k < 4; k++)
    for (let j = 0; j < 4; j++) {
      const row = ((z.first + k) * points + y.first + j) * points + x.first
      const [a, b, c, d] = x.weights
      total +=
        z.weights[k]! *
        y.weights[j]! *
        (a * coefficients[row]! +
          b * coefficients[row + 1]! +
          c * coefficients[row + 2]! +
          d * coefficients[row + 3]!)
    }
  return total
}

/** The noise at a point. */
export const noiseAt = (of: Lattice, x: number, y: number, z: number): number =>
  sum(of, weightsAt(of, z), weightsAt(of, y), weightsAt(of, x))

/** The values of rows of `points` values each, interpolated along their last axis. */
const interpolated = (
  values: Float32Array,
  points: number,
  along: readonly Weights[],
): Float32Array => {
  const rows = values.length / points
  const made = new Float32Array(along.length * rows)
  for (let row = 0, at = 0; row < rows; row++)
    for (const { first, weights } of along) {
      const from = row * points + first
      made[at++] =
        weights[0] * values[from]! +
        weights[1] * values[from + 1]! +
        weights[2] * values[from + 2]! +
        weights[3] * values[from + 3]!
    }
  return made
}

/** [a, b, c] as [c, a, b]. */
const rotated = (values: Float32Array, rows: number): Float32Array => {
  const length = values.length / rows
  const made = new Float32Array(values.length)
  for (let row = 0; row < rows; row++)
    for (let at = 0; at < length; at++) made[at * rows + row] = values[row * length + at]!
  return made
}

/** The noise at every voxel, [depth, height, width]: one axis after the other. */
export const noiseField = (of: Lattice, { z, y, x }: Grid): Float32Array => {
  const { points, coefficients } = of
  const along = (centres: Float64Array): readonly Weights[] =>
    Array.from(centres, (centre) => weightsAt(of, centre))
  const inX = rotated(interpolated(coefficients, points, along(x)), points * points)
  const inY = rotated(interpolated(inX, points, along(y)), x.length * points)
  const inZ = rotated(interpolated(inY, points, along(z)), y.length * x.length)
  return inZ
}
