/** A file's name without what tells its format. */
export const withoutEnding = (name: string): string =>
  name.replace(/\.(nii|mha|mhd|img|hdr)(\.gz)?$/i, "")

const wordsOf = (text: string): readonly string[] => [
  ...new Set(
    withoutEnding(text)
      .toLowerCase()
      .split(/[^\p{Letter}\p{Number}]+/u)
      .filter((word) => word !== ""),
  ),
]

/** Names of modalities from pieces of their files' names, such as `_T1w.nii.gz`: the words that not all share. */
export const namesFrom = (texts: readonly string[]): readonly string[] => {
  const all = texts.map(wordsOf)
  const isShared = (word: string): boolean =>
    texts.length > 1 && all.every((words) => words.includes(word))
  return distinctNames(
    all.map((words) =>
      (words.filter((word) => !isShared(word)).join("_") || "image").replace(/^(?=\d)/, "image_"),
    ),
  )
}

/** The text as a TypeScript literal. */
export const quoted = (text: string): string => JSON.stringify(text)

/** A record's key as TypeScript writes it. */
export const keyOf = (name: string): string =>
  /^[A-Za-z_$][\w$]*$/.test(name) ? name : quoted(name)

/** Names told apart by a number where two are equal. */
const distinctNames = (names: readonly string[]): readonly string[] =>
  names.map((name, index) => {
    const before = names.slice(0, index).filter((other) => other === name).length
    return before === 0 ? name : `${name}_${before + 1}`
  })
