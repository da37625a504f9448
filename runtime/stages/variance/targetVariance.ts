/**
 * Variance of masked targets (equation 3): a target is an image where it is masked and 0 where it is
 * visible; the variance is taken element by element over draws of subject and mask, with n - 1, and
 * averaged over the elements. Of elements with mean m and variance s that are masked with probability
 * r, it is r s + r (1 - r) m^2.
 */
export class TargetVariance {
  readonly #sum: Float64Array
  readonly #squares: Float64Array
  #draws = 0

  constructor(length: number) {
    this.#sum = new Float64Array(length)
    this.#squares = new Float64Array(length)
  }

  /** Adds a target: `masked` is 1 where the image's element is masked. */
  add(image: Float32Array, masked: Uint8Array): void {
    this.#draws++
    for (let at = 0; at < image.length; at++) {
      if (masked[at] === 0) continue
      const value = image[at]!
      this.#sum[at]! += value
      this.#squares[at]! += value * value
    }
  }

  /** NaN of fewer than two draws. */
  get value(): number {
    const n = this.#draws
    let total = 0
    for (let at = 0; at < this.#sum.length; at++)
      total += this.#squares[at]! - this.#sum[at]! ** 2 / n
    return total / (n - 1) / this.#sum.length
  }
}

/** Mean of independent estimates, and its standard error. */
export const pooled = (
  estimates: readonly number[],
): { readonly mean: number; readonly standardError: number } => {
  const n = estimates.length
  const mean = estimates.reduce((sum, each) => sum + each, 0) / n
  const squares = estimates.reduce((sum, each) => sum + (each - mean) ** 2, 0)
  return { mean, standardError: Math.sqrt(squares / (n - 1) / n) }
}
