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

const widen = (
  extent: Extent,
  values: Float32Array | Uint8Array,
  channel: number,
  [depth, height, width]: Box["size"],
): void => {
  let voxel = channel * depth * height * width
  for (let z = 0; z < depth; z++) {
    for (let y = 0; y < height; y++) {
      const end = voxel + width
      let first = voxel
      while (first < end && values[first] === 0) first++
      if (first < end) {
        let last = end - 1
        while (values[last] === 0) last--
        extent.low[0] = Math.min(extent.low[0], z)
        extent.low[1] = Math.min(extent.low[1], y)
        extent.low[2] = Math.min(extent.low[2], first - voxel)
        extent.high[0] = Math.max(extent.high[0], z)
        extent.high[1] = Math.max(extent.high[1], y)
        extent.high[2] = Math.max(extent.high[2], last - voxel)
      }
      voxel = end
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
    for (let channel = 0; channel < values.length / voxels; channel++) {
      widen(extent, values, channel, shape)
    }
  }
  const { low, high } = extent
  if (high[0] < 0) return undefined
  return { origin: low, size: [high[0] - low[0] + 1, high[1] - low[1] + 1, high[2] - low[2] + 1] }
}

/** Copies the voxels of a box, channel by channel, into `target`, which is returned. */
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

/**
 * Puts the voxels of a box back into the grid it was cut from (one channel); 0 elsewhere. The inverse
 * of `cropToBox` where the rest was 0: predictions return to the original grid with it.
 */
export const placeInGrid = (values: Uint8Array, { origin, size }: Box, shape: Box["size"]) => {
  const grid = new Uint8Array(shape[0] * shape[1] * shape[2])
  for (let z = 0; z < size[0]; z++) {
    for (let y = 0; y < size[1]; y++) {
      const start = (z * size[1] + y) * size[2]
      const target = ((origin[0] + z) * shape[1] + origin[1] + y) * shape[2] + origin[2]
      grid.set(values.subarray(start, start + size[2]), target)
    }
  }
  return grid
}
