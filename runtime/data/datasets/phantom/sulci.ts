import { random } from "../../../random/random.ts"
import { GRID_REACH, type Grid } from "./grid.ts"
import { lattice, noiseAt } from "./noise.ts"

/** How much of the folding all subjects of a seed share. */
const SHARED = 0.5

/**
 * Distance of every voxel to the nearest sulcus, [depth, height, width]. Sulci are where a smooth
 * noise is zero; it changes little along a radius, so its sheets stand upright on the surface.
 * Deeper than half a radius there are no sulci: that part is left at 1.
 */
export const sulciField = (seed: number, index: number, volume: Grid): Float32Array => {
  const { size, x, y, z, voxel } = volume
  const [depth, height, width] = size
  const spacing = Math.max(0.135, 2.2 * voxel)
  const shared = lattice(random(seed, "phantom", "sulci"), GRID_REACH, spacing)
  const own = lattice(random(seed, "phantom", index, "sulci"), GRID_REACH, spacing)
  const ownShare = Math.sqrt(1 - SHARED * SHARED)
  const folds = new Float32Array(depth * height * width)
  for (let k = 0, at = 0; k < depth; k++) {
    for (let j = 0; j < height; j++) {
      for (let i = 0; i < width; i++, at++) {
        const [px, py, pz] = [x[i]!, y[j]!, z[k]!]
        const radius = Math.sqrt(px * px + py * py + pz * pz)
        if (radius < 0.3 || radius > 1.15) continue
        const scale = (0.7 + 0.3 * radius) / radius
        const [qx, qy, qz] = [px * scale, py * scale, pz * scale]
        folds[at] = SHARED * noiseAt(shared, qx, qy, qz) + ownShare * noiseAt(own, qx, qy, qz)
      }
    }
  }
  return zeroDistance(folds, volume)
}

/** |f| / |grad f|: distance to the zero set of f, first order; 1 where f is unset. */
const zeroDistance = (field: Float32Array, { size, x, y, z }: Grid): Float32Array => {
  const [depth, height, width] = size
  const steps = [step(z), step(y), step(x)] as const
  const plane = height * width
  const out = new Float32Array(field.length).fill(1)
  for (let k = 1; k < depth - 1; k++) {
    for (let j = 1; j < height - 1; j++) {
      for (let i = 1, at = k * plane + j * width + 1; i < width - 1; i++, at++) {
        const value = field[at]!
        if (value === 0) continue
        const gz = (field[at + plane]! - field[at - plane]!) / (2 * steps[0])
        const gy = (field[at + width]! - field[at - width]!) / (2 * steps[1])
        const gx = (field[at + 1]! - field[at - 1]!) / (2 * steps[2])
        out[at] = Math.abs(value) / (Math.sqrt(gx * gx + gy * gy + gz * gz) + 2)
      }
    }
  }
  return out
}

const step = (centres: Float64Array): number => (centres[1] ?? 0) - centres[0]!
