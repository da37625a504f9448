/** A box of voxels; (z, y, x). */
export interface Box {
  readonly origin: readonly [number, number, number]
  readonly size: readonly [number, number, number]
}

/** Smallest and largest index of the voxels seen, per axis. */
interface Extent {
  readonly low: [number, number, number]
  readonly high: [number, number, number]
}

/** Whether a value from one index to before another is not 0. */
type Some = (from: number, to: number) => boolean

/** All bits of a float32 but the sign: none of them is set in 0 and in -0. */
const MAGNITUDE = 0x7fffffff

/** By all bits together, which takes half the time of a look at each number. */
const someFloat = (values: Float32Array): Some => {
  const bits = new Int32Array(values.buffer, values.byteOffset, values.length)
  return (from, to) => {
    let all = 0
    for (let i = from; i < to; i++) all |= bits[i]!
    return (all & MAGNITUDE) !== 0
  }
}

/** Not the code for floats: V8 makes slow code of what sees arrays of two types. */
const someByte =
  (bytes: Uint8Array): Some =>
  (from, to) => {
    let all = 0
    for (let i = from; i < to; i++) all |= bytes[i]!
    return all !== 0
  }

/** Widens an extent by the voxels of a channel. Of a row within it only what lies beside it is looked at. */
const widen = (
  { low, high }: Extent,
  some: Some,
  channel: number,
  [depth, height, width]: Box["size"],
): void => {
  let row = channel * depth * height * width
  for (let z = 0; z < depth; z++) {
    for (let y = 0; y < height; y++, row += width) {
      const within = z >= low[0] && z <= high[0] && y >= low[1] && y <= high[1]
      if (!within) {
        if (!some(row, row + width)) continue
        low[0] = Math.min(low[0], z)
        low[1] = Math.min(low[1], y)
        high[0] = Math.max(high[0], z)
        high[1] = Math.max(high[1], y)
      }
      const before = Math.min(low[2], width)
      if (some(row, row + before)) {
        low[2] = 0
        while (!some(row + low[2], row + low[2] + 1)) low[2]++
      }
      if (some(row + high[2] + 1, row + width)) {
        high[2] = width - 1
        while (!some(row + high[2], row + high[2] + 1)) high[2]--
      }
    }
  }
}

/**
 * The smallest box that holds every voxel that is not 0 in some channel of the images
 * ([channel, depth, height, width] or [depth, height, width]); `undefined` where all are 0.
 */
export const nonzeroBox = (
  images: readonly (Float32Array | Uint8Array)[],
  shape: Box["size"],
): Box | undefined => {
  const voxels = shape[0] * shape[1] * shape[2]
  const extent: Extent = { low: [Infinity, Infinity, Infinity], high: [-1, -1, -1] }
  for (const values of images) {
    const some = values instanceof Uint8Array ? someByte(values) : someFloat(values)
    for (let channel = 0; channel < values.length / voxels; channel++) {
      widen(extent, some, channel, shape)
    }
  }
  const { low, high } = extent
  if (high[0] < 0) return undefined
  return { origin: low, size: [high[0] - low[0] + 1, high[1] - low[1] + 1, high[2] - low[2] + 1] }
}

/**
 * Copies the voxels of a box, channel by channel, into `target`, which is returned. It may be the
 * front of the values themselves: no voxel moves back over one that is still to be copied.
 */
export const cropToBox = <Values extends Float32Array | Uint8Array>(
  values: Values,
  shape: Box["size"],
  { origin, size }: Box,
  target: Values,
): Values => {
  const [depth, height, width] = shape
  const channels = values.length / (depth * height * width)
  let written = 0
  for (let channel = 0; channel < channels; channel++) {
    for (let z = origin[0]; z < origin[0] + size[0]; z++) {
      for (let y = origin[1]; y < origin[1] + size[1]; y++) {
        const start = ((channel * depth + z) * height + y) * width + origin[2]
        target.set(values.subarray(start, start + size[2]), written)
        written += size[2]
      }
    }
  }
  return target
}
