import { armName } from "../dsl/target.ts"
import { commitText, short } from "./cellProvenance.ts"
import { placesOf } from "./cellPlaces.ts"
import { columnLabel } from "./column.ts"
import { element, markupText } from "./markup.ts"
import type { Run } from "./file/cell.ts"
import { recordsTable } from "./recordsTable.ts"
import type { TableReport } from "./report.ts"

/** Losses of a training, a point an epoch or a stretch of one. */
export interface Curve {
  /** Key of the stage. */
  readonly key: string
  /** Stage and term. */
  readonly title: string
  readonly steps: readonly number[]
  readonly values: readonly number[]
}

/** What it took to come to a number, the stages behind it included. */
export interface Work {
  readonly devices: readonly string[]
  /** In words. */
  readonly time: string
  /** Address of the run's page in MLflow. */
  readonly mlflow?: string
  readonly curves: readonly Curve[]
}

interface Origin {
  readonly arm: string
  readonly run: Run
  readonly column: string
}

const originsOf = (report: TableReport): readonly Origin[] =>
  placesOf(report).flatMap(({ row, column, cell }) =>
    cell.runs.map((run) => ({
      arm: armName(column.block, row.arm),
      run,
      column: columnLabel(column),
    })),
  )

const line = (origins: readonly Origin[], works: ReadonlyMap<string, Work>): string => {
  const [first] = origins
  if (first === undefined) return ""
  const { arm, run } = first
  const columns = [...new Set(origins.map(({ column }) => column))].join(", ")
  const work = works.get(run.key)
  const page = work?.mlflow
  const tracked = page === undefined ? [] : [" ", element("a", { href: page }, "MLflow")]
  return element(
    "tr",
    {},
    element("th", { scope: "row" }, markupText(arm)),
    element("td", {}, String(run.seed)),
    element("td", {}, markupText(run.stage)),
    element("td", {}, element("code", { title: run.key }, markupText(short(run.key))), ...tracked),
    element("td", {}, markupText(commitText(run))),
    element("td", {}, markupText(work?.devices.join(", ") ?? "")),
    element("td", {}, markupText(work?.time ?? "")),
    element("td", { class: "long" }, markupText(columns)),
  )
}

/** The runs behind tables, each once, with the columns it measured, and the work it took. */
export const runsTable = (
  reports: readonly TableReport[],
  works: ReadonlyMap<string, Work>,
): string => {
  const groups = Map.groupBy(reports.flatMap(originsOf), ({ arm, run }) =>
    JSON.stringify([arm, run.seed, run.stage, run.key]),
  )
  return recordsTable(
    "Runs",
    ["Arm", "Seed", "Stage", "Key", "Code", "Device", "Work", "Measured"],
    [...groups.values()].map((own) => line(own, works)),
  )
}
