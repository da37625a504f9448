import { random } from "../../runtime/random/random.ts"

/** Standard normal voxels. */
export const noise = (size: number, ...purpose: readonly string[]): Float32Array => {
  const draw = random(0, "bench", ...purpose)
  return Float32Array.from({ length: size }, () => draw.normal())
}

/** Nested balls about the centre of a cube, [batch, regions, d, h, w] of 0 and 1. */
export const balls = (batch: number, regions: number, side: number): Float32Array => {
  const voxels = side ** 3
  const one = new Float32Array(regions * voxels)
  const centre = (side - 1) / 2
  for (let region = 0; region < regions; region++) {
    const radius = side / (3 + 2 * region)
    for (let voxel = 0; voxel < voxels; voxel++) {
      const [z, y, x] = [
        Math.floor(voxel / side ** 2),
        Math.floor(voxel / side) % side,
        voxel % side,
      ]
      const distance = Math.hypot(z - centre, y - centre, x - centre)
      one[region * voxels + voxel] = distance <= radius ? 1 : 0
    }
  }
  const all = new Float32Array(batch * one.length)
  for (let sample = 0; sample < batch; sample++) all.set(one, sample * one.length)
  return all
}
