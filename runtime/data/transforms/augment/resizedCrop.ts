import type { Random } from "../../../random/random.ts"
import type { Voxels } from "../../volume/crop.ts"
import type { Box, Crop } from "./crop.ts"
import { readings, readTrilinear } from "./trilinear.ts"

/** Draws a box of the crop's proportions that holds a share of its volume, rounded to voxels. */
export const drawBox = (size: Voxels, share: number, random: Random): Box => {
  const side = Math.cbrt(share)
  const along = (axis: 0 | 1 | 2) =>
    Math.min(size[axis], Math.max(1, Math.round(side * size[axis])))
  const box: Voxels = [along(0), along(1), along(2)]
  const start = (axis: 0 | 1 | 2) => random.at(axis).integer(size[axis] - box[axis] + 1)
  return { origin: [start(0), start(1), start(2)], size: box }
}

/** A box of [channel, z, y, x] resized to the whole, trilinearly. */
export const resizedImage = (image: Float32Array, size: Voxels, box: Box): Float32Array => {
  const along = (axis: 0 | 1 | 2) => readings(box.origin[axis], box.size[axis], size[axis])
  return readTrilinear(image, size, [along(0), along(1), along(2)])
}

/** Where each voxel of an axis is read of a box that is resized to the whole (PyTorch interpolate, nearest-exact). */
export const nearestPlaces = (box: Box, size: Voxels, axis: 0 | 1 | 2): Int32Array =>
  Int32Array.from(
    { length: size[axis] },
    (_, index) => box.origin[axis] + Math.floor(((index + 0.5) * box.size[axis]) / size[axis]),
  )

/** A box of [z, y, x] resized to the whole by the nearest voxel. */
export const resizedLabel = (label: Uint8Array, size: Voxels, box: Box) => {
  const made = new Uint8Array(label.length)
  const [z, y, x] = ([0, 1, 2] as const).map((axis) => nearestPlaces(box, size, axis))
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
