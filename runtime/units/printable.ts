const escaped = (character: string): string =>
  `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`

/**
 * A text as one line of a terminal: control characters, and those that turn the direction of what
 * follows, are shown and not obeyed.
 */
export const printable = (text: string): string =>
  text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu, escaped)

/** Columns that a character may take: those of East Asia, and pictures, take two. */
const columnsOf = (character: string): number => ((character.codePointAt(0) ?? 0) < 0x1100 ? 1 : 2)

/** As much of a line as fits into so many columns of a terminal. */
export const fitted = (line: string, columns: number): string => {
  let left = columns
  let kept = ""
  for (const character of line) {
    left -= columnsOf(character)
    if (left < 0) return kept
    kept += character
  }
  return kept
}
