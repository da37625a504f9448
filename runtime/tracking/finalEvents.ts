import { join } from "node:path"
import type { Report } from "../../reports/page.ts"
import type { TrackingEvent } from "./event.ts"
import { armId } from "./stageEvents.ts"

/**
 * What a report says of each arm: the mean of every cell, at the step of its number of values, so
 * that a cell that grows makes a curve and one that does not is said once.
 */
export const armsMeasured = ({ tables }: Report, time: number): readonly TrackingEvent[] =>
  tables.flatMap(({ columns, rows }) =>
    rows.flatMap(({ arm, cells }) =>
      cells.flatMap(({ mean, n }, index): readonly TrackingEvent[] => {
        const column = columns[index]
        return mean === null || column === undefined
          ? []
          : [{ event: "measured", id: armId(arm), time, step: n, values: { [column.name]: mean } }]
      }),
    ),
  )

export const armsEnded = (
  arms: Iterable<string>,
  failed: ReadonlySet<string>,
  time: number,
): readonly TrackingEvent[] =>
  [...arms].map((arm) => ({
    event: "ended",
    id: armId(arm),
    time,
    status: failed.has(arm) ? "FAILED" : "FINISHED",
    tags: {},
  }))

/** The files of a report, as artifacts of a run of their own. */
export const reportSent = (
  name: string,
  folder: string,
  files: readonly string[],
  time: number,
): readonly TrackingEvent[] => {
  const id = `report:${name}`
  return [
    {
      event: "begun",
      id,
      name: `report ${name}`,
      parent: null,
      time,
      params: {},
      tags: { "ablate.kind": "report" },
    },
    ...files.map((file): TrackingEvent => ({
      event: "artifact",
      id,
      path: file,
      file: join(folder, file),
    })),
    { event: "ended", id, time, status: "FINISHED", tags: {} },
  ]
}
