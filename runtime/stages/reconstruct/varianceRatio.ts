/**
 * Variance between subjects of a reconstruction and of its target, voxel by voxel, at masked
 * voxels. A model that draws the average of all subjects has a ratio of 0 (paper III-A: a collapsed
 * encoder leaves Var(X_t) unexplained).
 */
export class BetweenSubjects {
  readonly #target: Moments
  readonly #reconstruction: Moments
  readonly #masked: Uint8Array

  constructor(voxels: number) {
    this.#target = new Moments(voxels)
    this.#reconstruction = new Moments(voxels)
    this.#masked = new Uint8Array(voxels)
  }

  /** One subject. The mask is the same for all. */
  add(target: Float32Array, reconstruction: Float32Array, mask: Float32Array): void {
    for (let voxel = 0; voxel < mask.length; voxel++) this.#masked[voxel] = mask[voxel]! > 0 ? 1 : 0
    this.#target.add(target)
    this.#reconstruction.add(reconstruction)
  }

  /**
   * What a subject adds to the ratio, once all are added: squared distance of its reconstruction from the mean
   * one, over the mean squared distance of the targets from theirs. The mean over the subjects is the ratio.
   * NaN with fewer than two subjects.
   */
  shareOf(reconstruction: Float32Array): number {
    const { count } = this.#target
    const targets = this.#target.squaresWhere(this.#masked) / count
    return count < 2
      ? Number.NaN
      : this.#reconstruction.distanceWhere(reconstruction, this.#masked) / targets
  }

  /** Sum of the reconstruction's variances over that of the target's; NaN with fewer than two subjects. */
  get ratio(): number {
    return this.#reconstruction.squaresWhere(this.#masked) / this.#target.squaresWhere(this.#masked)
  }
}

/** Running mean and sum of squared differences of each voxel (Welford 1962). */
class Moments {
  readonly #mean: Float64Array
  readonly #squares: Float64Array
  #count = 0

  constructor(voxels: number) {
    this.#mean = new Float64Array(voxels)
    this.#squares = new Float64Array(voxels)
  }

  add(values: Float32Array): void {
    this.#count++
    for (let voxel = 0; voxel < values.length; voxel++) {
      const difference = values[voxel]! - this.#mean[voxel]!
      this.#mean[voxel]! += difference / this.#count
      this.#squares[voxel]! += difference * (values[voxel]! - this.#mean[voxel]!)
    }
  }

  get count(): number {
    return this.#count
  }

  distanceWhere(values: Float32Array, masked: Uint8Array): number {
    let sum = 0
    for (let voxel = 0; voxel < masked.length; voxel++)
      if (masked[voxel] === 1) sum += (values[voxel]! - this.#mean[voxel]!) ** 2
    return sum
  }

  squaresWhere(masked: Uint8Array): number {
    let sum = 0
    for (let voxel = 0; voxel < masked.length; voxel++)
      if (masked[voxel] === 1) sum += this.#squares[voxel]!
    return sum
  }
}
