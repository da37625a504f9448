import { printedNumber, type PublishedCell as Published } from "../../dsl/published.ts"

/** A number of a paper, and its font. */
export interface PublishedCell extends Omit<Published, "unit"> {
  /** Whether the paper prints it in bold, where that is known. */
  readonly bold: boolean | "unknown"
}

/** The cells of a row, separated by spaces, `mean` or `mean±deviation`, one for each font. */
export const printedCells = (
  text: string,
  fonts: readonly PublishedCell["bold"][],
): readonly PublishedCell[] => {
  const words = text.split(/\s+/)
  if (words.length !== fonts.length)
    throw new Error(`${words.length} numbers in "${text}", ${fonts.length} columns`)
  return words.map((word, index) => {
    const number = printedNumber(word)
    if (number === undefined) throw new Error(`"${word}" is no number`)
    return { origin: "published", ...number, bold: fonts[index] ?? "unknown" }
  })
}
