/**
 * A share of a whole number: ratio times total, rounded to the nearest (halves up), but at least
 * `least` and at most `most`, so that a mask hides something and leaves something.
 */
export const shareOf = (ratio: number, total: number, least: number, most: number): number =>
  Math.min(most, Math.max(least, Math.round(ratio * total)))
