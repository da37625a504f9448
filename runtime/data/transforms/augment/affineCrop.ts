import type { Voxels } from "../../volume/crop.ts"
import type { AffineMatrix } from "./affineMatrix.ts"
import type { Box, Crop } from "./crop.ts"

/** Calls `visit` for each voxel of a crop, in order, with the place in a box that it is read from. */
const eachPlace = (
  matrix: AffineMatrix,
  size: Voxels,
  { origin }: Box,
  visit: (voxel: number, z: number, y: number, x: number) => void,
): void => {
  const [cz, cy, cx] = [(size[0] - 1) / 2, (size[1] - 1) / 2, (size[2] - 1) / 2]
  const [oz, oy, ox] = [cz - origin[0], cy - origin[1], cx - origin[2]]
  const [[zz, zy, zx], [yz, yy, yx], [xz, xy, xx]] = matrix
  let voxel = 0
  for (let k = 0; k < size[0]; k++)
    for (let j = 0; j < size[1]; j++) {
      const z = oz + zz * (k - cz) + zy * (j - cy)
      const y = oy + yz * (k - cz) + yy * (j - cy)
      const x = ox + xz * (k - cz) + xy * (j - cy)
      for (let i = 0; i < size[2]; i++) {
        const step = i - cx
        visit(voxel++, z + zx * step, y + yx * step, x + xx * step)
      }
    }
}

/** Trilinear in [channel, z, y, x] of a box; zero beyond it. */
const image = (
  values: Float32Array,
  box: Box,
  size: Voxels,
  matrix: AffineMatrix,
): Float32Array => {
  const [depth, height, width] = box.size
  const source = depth * height * width
  const target = size[0] * size[1] * size[2]
  const channels = values.length / source
  const made = new Float32Array(channels * target)
  const inside = (index: number, length: number): boolean => index >= 0 && index < length
  eachPlace(matrix, size, box, (voxel, z, y, x) => {
    const [k, j, i] = [Math.floor(z), Math.floor(y), Math.floor(x)]
    const k0 = inside(k, depth) ? 1 - (z - k) : 0
    const k1 = inside(k + 1, depth) ? z - k : 0
    const j0 = inside(j, height) ? 1 - (y - j) : 0
    const j1 = inside(j + 1, height) ? y - j : 0
    const i0 = inside(i, width) ? 1 - (x - i) : 0
    const i1 = inside(i + 1, width) ? x - i : 0
    // Where a weight is zero, a neighbour inside stands in for the one that may lie outside.
    const near = (k0 > 0 ? k : k + 1) * height
    const far = (k1 > 0 ? k + 1 : k) * height
    const upper = j0 > 0 ? j : j + 1
    const lower = j1 > 0 ? j + 1 : j
    const left = i0 > 0 ? i : i + 1
    const right = i1 > 0 ? i + 1 : i
    if (k0 + k1 === 0 || j0 + j1 === 0 || i0 + i1 === 0) return
    const nearUpper = (near + upper) * width
    const nearLower = (near + lower) * width
    const farUpper = (far + upper) * width
    const farLower = (far + lower) * width
    for (let channel = 0, at = 0, to = voxel; channel < channels; channel++) {
      const a = values[at + nearUpper + left]! * i0 + values[at + nearUpper + right]! * i1
      const b = values[at + nearLower + left]! * i0 + values[at + nearLower + right]! * i1
      const c = values[at + farUpper + left]! * i0 + values[at + farUpper + right]! * i1
      const d = values[at + farLower + left]! * i0 + values[at + farLower + right]! * i1
      made[to] = (a * j0 + b * j1) * k0 + (c * j0 + d * j1) * k1
      at += source
      to += target
    }
  })
  return made
}

/** The nearest voxel in [z, y, x] of a box; zero beyond it. */
const label = (values: Uint8Array, box: Box, size: Voxels, matrix: AffineMatrix): Uint8Array => {
  const [depth, height, width] = box.size
  const made = new Uint8Array(size[0] * size[1] * size[2])
  eachPlace(matrix, size, box, (voxel, z, y, x) => {
    const [k, j, i] = [Math.floor(z + 0.5), Math.floor(y + 0.5), Math.floor(x + 0.5)]
    if (k < 0 || k >= depth || j < 0 || j >= height || i < 0 || i >= width) return
    made[voxel] = values[(k * height + j) * width + i]!
  })
  return made
}

/**
 * The crop of a size that is read through a matrix from a box around it: the image trilinearly, the
 * label by the nearest voxel (batchgeneratorsv2 SpatialTransform; there a label's share is interpolated).
 */
export const affineCrop = (crop: Crop, box: Box, size: Voxels, matrix: AffineMatrix): Crop => ({
  image: image(crop.image, box, size, matrix),
  label: crop.label === undefined ? undefined : label(crop.label, box, size, matrix),
})
