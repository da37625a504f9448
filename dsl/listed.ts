/** Names in quotes, the first five of many. */
export const listed = (names: readonly string[]): string => {
  const shown = names.slice(0, 5).map((name) => `"${name}"`)
  const more = names.length - shown.length
  return more > 0 ? `${shown.join(", ")} and ${more} more` : shown.join(" and ")
}
