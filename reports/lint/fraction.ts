/** A fraction that prints as a number, and how: rounded to the nearest, or with the rest cut off. */
export interface Fraction {
  readonly over: number
  readonly of: number
  readonly printing: "rounded" | "cut off"
}

/**
 * The fraction with a whole numerator and the denominator `of` that, times `scale`, prints as `value`
 * with `digits` decimals; a tie may be rounded to either side. Computed in whole numbers.
 */
export const fractionOf = (
  { value, digits }: { readonly value: number; readonly digits: number },
  of: number,
  scale = 100,
): Fraction | undefined => {
  const steps = scale * 10 ** digits
  const printed = Math.round(value * 10 ** digits)
  const nearest = Math.round((printed * of) / steps)
  // Twice the distance, in steps of the last decimal times the denominator.
  const twice = 2 * Math.abs(nearest * steps - printed * of)
  if (nearest >= 0 && nearest <= of && twice <= of)
    return { over: nearest, of, printing: "rounded" }
  const next = Math.ceil((printed * of) / steps)
  const rest = next * steps - printed * of
  return next >= 0 && next <= of && rest < of ? { over: next, of, printing: "cut off" } : undefined
}

/** `48/69 = 69.57`, with the decimals asked for. */
export const fractionText = (over: number, of: number, digits: number, scale = 100): string =>
  `${over}/${of} = ${((scale * over) / of).toFixed(digits)}`
