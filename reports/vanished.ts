import { parseColumn } from "../dsl/column.ts"
import { placesOf } from "./cellPlaces.ts"
import type { TableReport } from "./report.ts"
import { firstOf } from "./sentence.ts"
import { plainLabel } from "./smallMarkup.ts"

/** A sentence for each region of which preprocessing has left some test subject no voxel. */
export const vanishedRegions = (report: TableReport): readonly string[] => {
  const found = placesOf(report).flatMap(({ column, cell: { vanished = [] } }) => {
    if (parseColumn(column.name).region === null) return []
    const title = [...column.header.slice(0, column.taskAt), ...column.header.slice(-1)].join(" ")
    return vanished.map((subject) => ({ region: plainLabel(title), subject }))
  })
  return [...Map.groupBy(found, ({ region }) => region)].map(([region, own]) => {
    const named = [...new Set(own.map(({ subject }) => subject))].toSorted()
    return `Preprocessing leaves no voxel of ${region} in ${firstOf(named, ", ")}: it is in the expert's file, on whose grid scores are taken, and no network was shown it.`
  })
}
