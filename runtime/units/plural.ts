/** A number of things: `1 stage`, `3 stages`. */
export const plural = (count: number, word: string): string =>
  `${count} ${word}${count === 1 ? "" : "s"}`
