/** Where numbers lie, and how far apart. */
export interface Standard {
  readonly mean: number
  readonly deviation: number
}

/** Mean and deviation (of the population) of two different numbers at least. */
export const standardOf = (numbers: readonly number[]): Standard => {
  const mean = numbers.reduce((sum, number) => sum + number, 0) / numbers.length
  const variance = numbers.reduce((sum, number) => sum + (number - mean) ** 2, 0) / numbers.length
  return { mean, deviation: Math.sqrt(variance) }
}

/** Numbers as they are. */
export const asIs: Standard = { mean: 0, deviation: 1 }
