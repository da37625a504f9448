/** The first names of a list, and how many more there are. */
export const firstNames = (names: readonly string[]): string =>
  `${names.slice(0, 3).join(", ")}${names.length > 3 ? `, and ${names.length - 3} more` : ""}`
