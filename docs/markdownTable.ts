const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll(/\s*\n\s*/g, " ")

const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`

/** A table in Markdown. */
export const table = (heading: readonly string[], rows: readonly (readonly string[])[]): string =>
  [line(heading), line(heading.map(() => "---")), ...rows.map((row) => line(row.map(cell)))].join(
    "\n",
  )
