/** Terms after which series and fraction have settled to the last bits of a double. */
const terms = 200

/** 1 - erf(x) for x >= 0: its series near 0, a continued fraction further out (Abramowitz 7.1.6, 7.1.14). */
const erfc = (x: number): number => {
  if (x < 2) {
    let term = x
    let sum = x
    for (let n = 1; n < terms; n++) {
      term *= (2 * x * x) / (2 * n + 1)
      sum += term
    }
    return 1 - (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum
  }
  let fraction = x
  for (let n = terms; n > 0; n--) fraction = x + n / 2 / fraction
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / fraction
}

/** Probability that a standard normal number lies at least |z| from 0. */
export const twoSidedNormal = (z: number): number => erfc(Math.abs(z) / Math.SQRT2)
