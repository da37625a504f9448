import { parseColumn } from "../dsl/column.ts"
import { placesOf } from "./cellPlaces.ts"
import type { TableReport } from "./report.ts"
import { plainLabel } from "./smallMarkup.ts"

/** Subjects named in a sentence at most. */
const mostNamed = 4

/** A sentence for each region of which preprocessing has left some test subject no voxel. */
export const vanishedRegions = (report: TableReport): readonly string[] => {
  const found = placesOf(report).flatMap(({ column, cell: { vanished = [] } }) => {
    if (parseColumn(column.name).region === null) return []
    const title = [...column.header.slice(0, column.taskAt), ...column.header.slice(-1)].join(" ")
    return vanished.map((subject) => ({ region: plainLabel(title), subject }))
  })
  return [...Map.groupBy(found, ({ region }) => region)].map(([region, own]) => {
    const named = [...new Set(own.map(({ subject }) => subject))].toSorted()
    const more = named.length - mostNamed
    const listed = named.slice(0, mostNamed).join(", ")
    return `Preprocessing leaves no voxel of ${region} in ${listed}${more > 0 ? ` and ${more} more` : ""}: it is in the expert's file, on whose grid scores are taken, and no network was shown it.`
  })
}
