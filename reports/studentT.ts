import { mean, standardDeviation } from "./statistics.ts"

/** Coefficients of Lanczos' approximation of the gamma function (g = 7, n = 9; Godfrey 2001). */
const lanczos = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313,
  -176.61502916214059, 12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6,
  1.5056327351493116e-7,
]

/** Logarithm of the gamma function of a number from 0.5 on. */
const logGamma = (x: number): number => {
  const [first = 1, ...rest] = lanczos
  const sum = rest.reduce((made, coefficient, index) => made + coefficient / (x + index), first)
  const t = x + 6.5
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum)
}

/** Least magnitude of a denominator in the continued fraction. */
const tiny = 1e-300
const mostTerms = 10_000

/** The continued fraction of the incomplete beta function by Lentz's method (Abramowitz and Stegun 26.5.8). */
const continuedFraction = (x: number, a: number, b: number): number => {
  const kept = (value: number): number => (Math.abs(value) < tiny ? tiny : value)
  let c = 1
  let d = 1 / kept(1 - ((a + b) * x) / (a + 1))
  let product = d
  for (let m = 1; m <= mostTerms; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    let change = 1
    for (const numerator of [even, odd]) {
      d = 1 / kept(1 + numerator * d)
      c = kept(1 + numerator / c)
      change = c * d
      product *= change
    }
    if (Math.abs(change - 1) < 1e-15) break
  }
  return product
}

/** The regularised incomplete beta function. */
const incompleteBeta = (x: number, a: number, b: number): number => {
  if (x <= 0) return 0
  if (x >= 1) return 1
  const front = Math.exp(
    logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(1 - x),
  )
  return x < (a + 1) / (a + b + 2)
    ? (front * continuedFraction(x, a, b)) / a
    : 1 - (front * continuedFraction(1 - x, b, a)) / b
}

/** Two-sided p of Student's t of some degrees of freedom. */
const twoSided = (t: number, df: number): number => incompleteBeta(df / (df + t * t), df / 2, 0.5)

/**
 * Student's two-sided test of paired differences, as `scipy.stats.ttest_1samp(differences, 0)`. Null
 * of fewer than two.
 */
export const pairedT = (differences: readonly number[]): number | null => {
  const centre = mean(differences)
  const deviation = standardDeviation(differences)
  if (centre === null || deviation === null) return null
  if (deviation === 0) return centre === 0 ? 1 : 0
  const t = centre / (deviation / Math.sqrt(differences.length))
  return twoSided(t, differences.length - 1)
}
