/** Told of a list: notes of two hundred arms would be longer than their table. report.json has all. */
const most = 8

/** The first of many, and how many more there are. */
export const firstOf = (listed: readonly string[], separator: string): string => {
  const more = listed.length - most
  return `${listed.slice(0, most).join(separator)}${more > 0 ? ` and ${more} more` : ""}`
}

/** A sentence of what is listed; none of nothing. */
export const sentenceOf = (
  listed: readonly string[],
  words: (list: string) => string,
  separator = "; ",
): readonly string[] => (listed.length === 0 ? [] : [words(firstOf(listed, separator))])
