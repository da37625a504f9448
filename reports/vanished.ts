import { parseColumn } from "../dsl/column.ts"
import type { TableReport } from "./report.ts"

/** Subjects named in a sentence at most. */
const mostNamed = 4

/** A sentence for each region of which preprocessing has left some test subject no voxel. */
export const vanishedRegions = ({ columns, rows }: TableReport): readonly string[] => {
  const byRegion = new Map<string, Set<string>>()
  for (const { cells } of rows)
    for (const [index, { vanished = [] }] of cells.entries()) {
      const { region } = parseColumn(columns[index]?.name ?? "")
      if (region === null || vanished.length === 0) continue
      byRegion.set(region, new Set([...(byRegion.get(region) ?? []), ...vanished]))
    }
  return [...byRegion].map(([region, subjects]) => {
    const named = [...subjects].toSorted()
    const more = named.length - mostNamed
    const listed = named.slice(0, mostNamed).join(", ")
    return `Preprocessing leaves no voxel of ${region} in ${listed}${more > 0 ? ` and ${more} more` : ""}: it is in the expert's file, on whose grid scores are taken, and no network was shown it.`
  })
}
