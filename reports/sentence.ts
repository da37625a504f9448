/** A sentence of what is listed; none of nothing. */
export const sentenceOf = (
  listed: readonly string[],
  words: (list: string) => string,
  separator = "; ",
): readonly string[] => (listed.length === 0 ? [] : [words(listed.join(separator))])
