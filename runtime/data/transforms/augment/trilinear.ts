import type { Voxels } from "../../volume/crop.ts"

/** Where each voxel of an axis is read: the lower neighbour, the upper one, and the upper one's weight. */
export interface Readings {
  readonly lower: Int32Array
  readonly upper: Int32Array
  readonly weight: Float32Array
}

/**
 * Readings that resize `from` voxels beginning at `origin` to `to`: centres of voxels are aligned and
 * ends repeated (PyTorch interpolate, align_corners=False).
 */
export const readings = (origin: number, from: number, to: number): Readings => {
  const places = Float64Array.from({ length: to }, (_, index) =>
    Math.min(from - 1, Math.max(0, ((index + 0.5) * from) / to - 0.5)),
  )
  return {
    lower: Int32Array.from(places, (place) => origin + Math.floor(place)),
    upper: Int32Array.from(places, (place) => origin + Math.min(from - 1, Math.floor(place) + 1)),
    weight: Float32Array.from(places, (place) => place - Math.floor(place)),
  }
}

/** Lines [line, x] read anew. */
export const readLines = (lines: Float32Array, along: Readings): Float32Array => {
  const still = readings(0, 1, 1)
  return readTrilinear(lines, [1, 1, along.weight.length], [still, still, along])
}

/** [channel, z, y, x] read anew along each axis, in its own size. */
export const readTrilinear = (
  image: Float32Array,
  size: Voxels,
  [z, y, x]: readonly [Readings, Readings, Readings],
): Float32Array => {
  const made = new Float32Array(image.length)
  const [depth, height, width] = size
  const plane = height * width
  let to = 0
  for (let start = 0; start < image.length; start += depth * plane)
    for (let k = 0; k < depth; k++)
      for (let j = 0; j < height; j++) {
        const [z0, z1] = [start + z.lower[k]! * plane, start + z.upper[k]! * plane]
        const [y0, y1] = [y.lower[j]! * width, y.upper[j]! * width]
        const [wz, wy] = [z.weight[k]!, y.weight[j]!]
        for (let i = 0; i < width; i++) {
          const [x0, x1, wx] = [x.lower[i]!, x.upper[i]!, x.weight[i]!]
          const row = (at: number): number => image[at + x0]! * (1 - wx) + image[at + x1]! * wx
          const near = row(z0 + y0) * (1 - wy) + row(z0 + y1) * wy
          const far = row(z1 + y0) * (1 - wy) + row(z1 + y1) * wy
          made[to++] = near * (1 - wz) + far * wz
        }
      }
  return made
}
