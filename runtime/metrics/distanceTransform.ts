import { requireGrid, type Grid, type Triple } from "./grid.ts"

/** Squared distance along x from each voxel to the nearest source of its row. */
const alongRows = (sources: Uint8Array, squared: Float64Array, width: number, step: number) => {
  for (let row = 0; row < sources.length; row += width) {
    let distance = Infinity
    for (let i = row; i < row + width; i++) {
      distance = sources[i] === 0 ? distance + step : 0
      squared[i] = distance
    }
    distance = Infinity
    for (let i = row + width - 1; i >= row; i--) {
      distance = sources[i] === 0 ? distance + step : 0
      const nearest = Math.min(distance, squared[i]!)
      squared[i] = nearest * nearest
    }
  }
}

/** Room for the lower envelope of the parabolas of one line. */
interface Envelope {
  /** Where each parabola of the envelope has its apex. */
  readonly apex: Int32Array
  /** Value of each at its apex. */
  readonly floor: Float64Array
  /** Value of each at index 0. */
  readonly origin: Float64Array
  /** Index from which on each is the lowest. */
  readonly start: Float64Array
}

const envelopeOf = (length: number): Envelope => ({
  apex: new Int32Array(length),
  floor: new Float64Array(length),
  origin: new Float64Array(length),
  start: new Float64Array(length),
})

/**
 * Replaces a line f by min over q of f(q) + step^2 (p - q)^2, through the lower envelope of the
 * parabolas in linear time. Infinite values carry no parabola.
 */
const lowerLine = (
  values: Float64Array,
  offset: number,
  stride: number,
  length: number,
  weight: number,
  { apex, floor, origin, start }: Envelope,
): void => {
  let top = -1
  for (let q = 0, at = offset; q < length; q++, at += stride) {
    const value = values[at]!
    if (value === Infinity) continue
    const height = value + weight * q * q
    let from = -Infinity
    while (top >= 0) {
      from = (height - origin[top]!) / (2 * weight * (q - apex[top]!))
      if (from > start[top]!) break
      top--
    }
    top++
    apex[top] = q
    floor[top] = value
    origin[top] = height
    start[top] = top === 0 ? -Infinity : from
  }
  if (top < 0) return
  let lowest = 0
  for (let p = 0, at = offset; p < length; p++, at += stride) {
    while (lowest < top && start[lowest + 1]! < p) lowest++
    const away = p - apex[lowest]!
    values[at] = floor[lowest]! + weight * away * away
  }
}

/**
 * Exact squared Euclidean distance, in mm^2, from each voxel centre to the nearest nonzero voxel's
 * centre; Infinity everywhere when there is none. Separable and linear in the number of voxels
 * (Felzenszwalb and Huttenlocher 2012). `sources`: [d, h, w]; the result has its shape.
 */
export const squaredDistanceTransform = (sources: Uint8Array, grid: Grid): Float64Array => {
  requireGrid(sources, grid)
  const [depth, height, width]: Triple = grid.shape
  const [stepZ, stepY, stepX]: Triple = grid.spacing
  const slice = height * width
  const squared = new Float64Array(sources.length)
  alongRows(sources, squared, width, stepX)
  const envelope = envelopeOf(Math.max(depth, height))
  for (let z = 0; z < depth; z++) {
    for (let x = 0; x < width; x++) {
      lowerLine(squared, z * slice + x, width, height, stepY * stepY, envelope)
    }
  }
  for (let column = 0; column < slice; column++) {
    lowerLine(squared, column, slice, depth, stepZ * stepZ, envelope)
  }
  return squared
}
