import type { Random } from "../../random/random.ts"
import type { Voxels } from "../volume/crop.ts"
import type { Crop } from "./crop.ts"

/** A box inside of a crop, (z, y, x). */
export interface Box {
  readonly origin: Voxels
  readonly size: Voxels
}

/** Draws a box of the crop's proportions that holds a share of its volume, rounded to voxels. */
export const drawBox = (size: Voxels, share: number, random: Random): Box => {
  const side = Math.cbrt(share)
  const along = (axis: 0 | 1 | 2) =>
    Math.min(size[axis], Math.max(1, Math.round(side * size[axis])))
  const box: Voxels = [along(0), along(1), along(2)]
  const start = (axis: 0 | 1 | 2) => random.at(axis).integer(size[axis] - box[axis] + 1)
  return { origin: [start(0), start(1), start(2)], size: box }
}

/** Where each voxel of an axis is read: the lower neighbour, the upper one, and the upper one's weight. */
interface Readings {
  readonly lower: Int32Array
  readonly upper: Int32Array
  readonly weight: Float32Array
}

/** Centres of voxels are aligned and ends repeated (PyTorch interpolate, align_corners=False). */
const readings = (origin: number, from: number, to: number): Readings => {
  const places = Float64Array.from({ length: to }, (_, index) =>
    Math.min(from - 1, Math.max(0, ((index + 0.5) * from) / to - 0.5)),
  )
  return {
    lower: Int32Array.from(places, (place) => origin + Math.floor(place)),
    upper: Int32Array.from(places, (place) => origin + Math.min(from - 1, Math.floor(place) + 1)),
    weight: Float32Array.from(places, (place) => place - Math.floor(place)),
  }
}

/** A box of [channel, z, y, x] resized to the whole, trilinearly. */
export const resizedImage = (image: Float32Array, size: Voxels, box: Box): Float32Array => {
  const made = new Float32Array(image.length)
  const [z, y, x] = [0, 1, 2].map((axis) =>
    readings(box.origin[axis]!, box.size[axis]!, size[axis]!),
  )
  if (z === undefined || y === undefined || x === undefined) return image
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

/** A box of [z, y, x] resized to the whole by the nearest voxel (PyTorch interpolate, nearest-exact). */
export const resizedLabel = (label: Uint8Array, size: Voxels, { origin, size: from }: Box) => {
  const made = new Uint8Array(label.length)
  const [z, y, x] = ([0, 1, 2] as const).map((axis) =>
    Int32Array.from(
      { length: size[axis] },
      (_, index) => origin[axis] + Math.floor(((index + 0.5) * from[axis]) / size[axis]),
    ),
  )
  let to = 0
  for (const k of z ?? [])
    for (const j of y ?? [])
      for (const i of x ?? []) made[to++] = label[(k * size[1] + j) * size[2] + i]!
  return made
}

/** A box of the crop, resized to the whole. */
export const resizedCrop = ({ image, label }: Crop, size: Voxels, box: Box): Crop => ({
  image: resizedImage(image, size, box),
  label: label === undefined ? undefined : resizedLabel(label, size, box),
})
