type Extents = readonly [number, number, number]

/** Crop and patch of an encoder for images of a shape, both (z, y, x) in voxels. */
export interface Sizes {
  readonly crop: Extents
  readonly patch: Extents
}

const patches = [16, 8, 4, 2] as const

/** The largest patch of which an axis holds three, so that a mask can leave some and hide some. */
const patchOf = (length: number): number => patches.find((patch) => length >= 3 * patch) ?? 1

const along = (length: number, most: number): readonly [crop: number, patch: number] => {
  const patch = patchOf(Math.min(length, most))
  return [Math.max(patch, Math.floor(Math.min(length, most) / patch) * patch), patch]
}

/** Crops of at most `most` voxels an axis, within the image; the paper's are 96 with patches of 16. */
export const sizesFor = ([depth, height, width]: Extents, most: number): Sizes => {
  const [z, y, x] = [along(depth, most), along(height, most), along(width, most)] as const
  return { crop: [z[0], y[0], x[0]], patch: [z[1], y[1], x[1]] }
}
