/** The parts of a line that say something, with a mark between them. */
export const joined = (parts: readonly string[], between = "  "): string =>
  parts.filter((part) => part !== "").join(between)
