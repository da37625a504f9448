import { twoSidedNormal } from "./normalTail.ts"

/**
 * Chance that a chi-square variable of a whole number of degrees of freedom is above x: Q(df / 2, x / 2)
 * by Q(a + 1, z) = Q(a, z) + z^a e^-z / Γ(a + 1) (DLMF 8.8.6).
 */
export const chiSquareTail = (x: number, degrees: number): number => {
  if (x <= 0) return 1
  const z = x / 2
  const isEven = degrees % 2 === 0
  let a = isEven ? 1 : 0.5
  let tail = isEven ? Math.exp(-z) : twoSidedNormal(Math.sqrt(x))
  // z^a e^-z / Γ(a + 1), with Γ(3/2) = √π / 2.
  let term = isEven ? z * Math.exp(-z) : 2 * Math.sqrt(z / Math.PI) * Math.exp(-z)
  for (; a < degrees / 2; a++) {
    tail += term
    term *= z / (a + 1)
  }
  return Math.min(1, tail)
}
