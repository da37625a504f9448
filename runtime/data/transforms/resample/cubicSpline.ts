/** The pole of the cubic B-spline's inverse filter (Unser 1993). */
const pole = Math.sqrt(3) - 2

/** Terms of a mirrored sum below this are left out, as in ITK's BSplineDecompositionImageFilter. */
const tolerance = 1e-10

/** Turns the values of a line into coefficients of a cubic B-spline, in place; ends are mirrored. */
const filterLine = (line: Float64Array): void => {
  const last = line.length - 1
  if (last === 0) return
  const gain = (1 - pole) * (1 - 1 / pole)
  for (let i = 0; i <= last; i++) line[i]! *= gain
  const horizon = Math.ceil(Math.log(tolerance) / Math.log(Math.abs(pole)))
  let start = line[0]!
  if (horizon <= last) {
    for (let i = 1, power = pole; i < horizon; i++, power *= pole) start += power * line[i]!
  } else {
    const far = pole ** last
    start += far * line[last]!
    for (let i = 1, power = pole, back = far * far; i < last; i++, power *= pole) {
      back /= pole
      start += (power + back) * line[i]!
    }
    start /= 1 - far * far
  }
  line[0] = start
  for (let i = 1; i <= last; i++) line[i]! += pole * line[i - 1]!
  line[last] = (pole / (pole * pole - 1)) * (line[last]! + pole * line[last - 1]!)
  for (let i = last - 1; i >= 0; i--) line[i] = pole * (line[i + 1]! - line[i]!)
}

/** Filters along one axis, whose neighbours lie `stride` apart. */
const filterAxis = (values: Float64Array, length: number, stride: number): void => {
  const line = new Float64Array(length)
  for (let block = 0; block < values.length; block += length * stride) {
    for (let first = block; first < block + stride; first++) {
      for (let i = 0; i < length; i++) line[i] = values[first + i * stride]!
      filterLine(line)
      for (let i = 0; i < length; i++) values[first + i * stride] = line[i]!
    }
  }
}

/** Coefficients of the cubic B-spline through the voxels of a volume (depth, height, width). */
export const splineCoefficients = (
  values: ArrayLike<number>,
  [depth, height, width]: readonly [number, number, number],
): Float64Array => {
  const made = Float64Array.from(values)
  filterAxis(made, width, 1)
  filterAxis(made, height, width)
  filterAxis(made, depth, width * height)
  return made
}

/** Index of a voxel beyond the ends, mirrored at the first and the last one. */
export const mirrored = (index: number, length: number): number => {
  if (length === 1) return 0
  const period = 2 * (length - 1)
  const within = ((index % period) + period) % period
  return within < length ? within : period - within
}

/** Where four neighbours along an axis lie in the array, and how much each counts. */
export interface Taps {
  readonly at: Int32Array
  readonly weight: Float64Array
}

export const newTaps = (): Taps => ({ at: new Int32Array(4), weight: new Float64Array(4) })

/** The cubic B-spline's four neighbours of a place along an axis, into `taps`. */
export const setTaps = (taps: Taps, place: number, length: number, stride: number): void => {
  const floor = Math.floor(place)
  const w = place - floor
  const { at, weight } = taps
  weight[3] = w ** 3 / 6
  weight[0] = 1 / 6 + (w * (w - 1)) / 2 - weight[3]
  weight[2] = w + weight[0] - 2 * weight[3]
  weight[1] = 1 - weight[0] - weight[2] - weight[3]
  for (let tap = 0; tap < 4; tap++) at[tap] = mirrored(floor - 1 + tap, length) * stride
}

/** The spline's value where three sets of neighbours meet. */
export const splineAt = (coefficients: Float64Array, z: Taps, y: Taps, x: Taps): number => {
  let sum = 0
  for (let k = 0; k < 4; k++) {
    let plane = 0
    for (let j = 0; j < 4; j++) {
      const row = z.at[k]! + y.at[j]!
      let line = 0
      for (let i = 0; i < 4; i++) line += x.weight[i]! * coefficients[row + x.at[i]!]!
      plane += y.weight[j]! * line
    }
    sum += z.weight[k]! * plane
  }
  return sum
}
