import type { Triple } from "./grid.ts"

/** A block of voxels along z, y, x: `from` inside, `to` just outside. */
interface Box {
  readonly from: Triple
  readonly to: Triple
}

/** The smallest box that holds all nonzero voxels of a mask [d, h, w]; undefined when it is empty. */
export const boundingBox = (mask: Uint8Array, [depth, height, width]: Triple): Box | undefined => {
  let [z0, y0, x0] = [depth, height, width]
  let [z1, y1, x1] = [-1, -1, -1]
  for (let z = 0, row = 0; z < depth; z++) {
    for (let y = 0; y < height; y++, row += width) {
      let first = 0
      while (first < width && mask[row + first] === 0) first++
      if (first === width) continue
      let last = width - 1
      while (mask[row + last] === 0) last--
      if (z < z0) z0 = z
      if (y < y0) y0 = y
      if (y > y1) y1 = y
      if (first < x0) x0 = first
      if (last > x1) x1 = last
      z1 = z
    }
  }
  return z1 < 0 ? undefined : { from: [z0, y0, x0], to: [z1 + 1, y1 + 1, x1 + 1] }
}

/** The smallest box that holds both. */
export const union = (a: Box, b: Box): Box => ({
  from: [
    Math.min(a.from[0], b.from[0]),
    Math.min(a.from[1], b.from[1]),
    Math.min(a.from[2], b.from[2]),
  ],
  to: [Math.max(a.to[0], b.to[0]), Math.max(a.to[1], b.to[1]), Math.max(a.to[2], b.to[2])],
})

/** Voxels along each axis. */
export const extent = ({ from, to }: Box): Triple => [
  to[0] - from[0],
  to[1] - from[1],
  to[2] - from[2],
]

/** The voxels of a mask [d, h, w] inside a box, in their order. */
export const crop = (mask: Uint8Array, [, height, width]: Triple, box: Box): Uint8Array => {
  const [depth, rows, columns] = extent(box)
  const [z0, y0, x0] = box.from
  const cropped = new Uint8Array(depth * rows * columns)
  for (let z = 0; z < depth; z++) {
    for (let y = 0; y < rows; y++) {
      const start = ((z0 + z) * height + y0 + y) * width + x0
      cropped.set(mask.subarray(start, start + columns), (z * rows + y) * columns)
    }
  }
  return cropped
}
