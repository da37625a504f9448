import { hash } from "node:crypto"
import { join } from "node:path"
import { armName } from "../../dsl/target.ts"
import type { Report } from "../../reports/page.ts"
import type { TrackingEvent } from "./event.ts"
import type { ArmIds } from "./stageEvents.ts"
import type { Environment } from "../files/environment.ts"

/**
 * What a report says of each arm: the mean of every cell, at the step of its number of values, so
 * that a cell that grows makes a curve and one that does not is said once.
 */
export const armsMeasured = (
  { tables }: Report,
  ids: ArmIds,
  time: number,
): readonly TrackingEvent[] =>
  tables.flatMap(({ columns, rows }) =>
    rows.flatMap(({ arm, cells }) =>
      cells.flatMap(({ mean, n }, index): readonly TrackingEvent[] => {
        const column = columns[index]
        return mean === null || column === undefined
          ? []
          : [
              {
                event: "measured",
                id: ids.get(armName(column.block, arm)) ?? arm,
                time,
                step: n,
                values: { [column.name]: mean },
              },
            ]
      }),
    ),
  )

export const armsEnded = (
  ids: ArmIds,
  failed: ReadonlySet<string>,
  time: number,
): readonly TrackingEvent[] =>
  [...ids].map(([arm, id]) => ({
    event: "ended",
    id,
    time,
    status: failed.has(arm) ? "FAILED" : "FINISHED",
    tags: {},
  }))

/** What may show a patient: figures, and pages that hold them. */
const pictured = /\.(html|svg|png)$/i

/** The files of a report that are sent: those that may show a patient only where that is asked for. */
export const filesSent = (files: readonly string[], environment: Environment): readonly string[] =>
  environment["ABLATE_TRACK_FIGURES"] === "1" ? files : files.filter((file) => !pictured.test(file))

/** The files of a report, as artifacts of a run of their own. */
export const reportSent = (
  name: string,
  ids: ArmIds,
  folder: string,
  files: readonly string[],
  time: number,
): readonly TrackingEvent[] => {
  const arms = [...ids.values()].toSorted().join("\n")
  const id = `report:${hash("sha256", `${name}\n${arms}`).slice(0, 32)}`
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
