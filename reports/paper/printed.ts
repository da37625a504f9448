/**
 * A number of a paper. It has no runs, seeds or subjects behind it, and none of the fields of a
 * measured cell: neither can be taken for the other.
 */
export interface PublishedCell {
  readonly origin: "published"
  /** In the unit that the paper prints: percent, or voxels. */
  readonly value: number
  /** What stands behind the ±; null where nothing does. */
  readonly deviation: number | null
  /** Decimals printed. */
  readonly digits: number
  /** Whether the paper prints it in bold, where that is known. */
  readonly bold: boolean | "unknown"
}

const cell = /^(\d+\.(\d+))(?:±(\d+\.\d+))?$/

/** The cells of a row, separated by spaces, `mean` or `mean±deviation`, one for each font. */
export const printedCells = (
  text: string,
  fonts: readonly PublishedCell["bold"][],
): readonly PublishedCell[] => {
  const words = text.split(/\s+/)
  if (words.length !== fonts.length)
    throw new Error(`${words.length} numbers in "${text}", ${fonts.length} columns`)
  return words.map((word, index) => {
    const [, value, decimals, deviation] = cell.exec(word) ?? []
    if (value === undefined || decimals === undefined) throw new Error(`"${word}" is no number`)
    return {
      origin: "published",
      value: Number(value),
      deviation: deviation === undefined ? null : Number(deviation),
      digits: decimals.length,
      bold: fonts[index] ?? "unknown",
    }
  })
}
