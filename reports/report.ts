import { Result, Struct } from "effect"
import { parseColumn } from "../dsl/column.ts"
import type { Fault } from "../dsl/fault.ts"
import type { AnyMetricDefinition } from "../dsl/metric.ts"
import { publishedCell } from "../dsl/published.ts"
import { stubColumns } from "../dsl/stub.ts"
import { blockTables, rowGroups, type Table } from "../dsl/table.ts"
import { absentCell } from "./cell.ts"
import { cohortTexts } from "./cohorts.ts"
import { precisionTexts } from "./precisions.ts"
import type { Column } from "./column.ts"
import { ReportError } from "./error.ts"
import type { Row, TableJson } from "./file/report.ts"
import { filledBlock, type Draws } from "./filled.ts"
import { marked } from "./marking.ts"
import type { Failure, Measurement } from "./measurement.ts"
import { ddof } from "./statistics.ts"
import { subjectNumbers, type SubjectNumber } from "./subjectNumbers.ts"

export type { Draws } from "./filled.ts"

/** How a table is drawn, as declared. */
const drawing = [
  "interval",
  "compare",
  "boldIf",
  "best",
  "second",
  "show",
  "against",
  "transpose",
  "landscape",
] as const

/** A table with its numbers, as plain JSON: the same measurements give the same bytes. */
export interface TableReport extends Omit<TableJson, "columns"> {
  readonly columns: readonly Column[]
  /** Of each run; written into the CSV of subjects alone. */
  readonly subjects: readonly SubjectNumber[]
}

const bySubject =
  ": numbers by subject are those of all folds together; a number for the whole set is"

/** How the numbers of folds come together. */
const allFolds = {
  mean: `${bySubject} the mean of its folds'`,
  pooled: `${bySubject} that of the predictions of all folds together`,
}

/** The cross-validations of a table's arms in words. */
const foldTexts = ({ blocks, acrossFolds = "mean" }: Table): readonly string[] => [
  ...new Set(
    blocks.flatMap(({ name, study }) =>
      study.arms.flatMap(({ experiment: { dataset } }) => {
        const { folds, seed } = dataset.split
        if (folds === undefined) return []
        const { of, stratify, fold } = folds
        const by = stratify === undefined ? "" : `, stratified by ${stratify}`
        const which = fold === undefined ? "" : `fold ${fold} of 0 to ${of - 1} of a `
        const how = `${which}${of}-fold cross-validation over patients (seed ${seed}${by})`
        return [
          `${name === "" ? "" : `${name}: `}${how}${fold === undefined ? allFolds[acrossFolds] : ""}`,
        ]
      }),
    ),
  ),
]

/** Differences and published numbers have no deviation, interval, test or bold of ours. */
const withoutInference = (table: Table): Table => ({
  ...table,
  show: ["mean"],
  interval: null,
  compare: null,
  best: "none",
  second: "none",
})

/**
 * The numbers of a table from what the runs measured. Measurements of other columns, arms and
 * seeds are left aside. Numbers of a bootstrap come from `draws`, units and
 * directions from the definitions of the metrics. Fails with all faults: columns nobody measures or that mix conventions,
 * two runs for one cell and seed, numbers that are not finite.
 */
export const reportTable = (
  declared: Table,
  measurements: readonly Measurement[],
  draws: Draws,
  definitions: readonly AnyMetricDefinition[],
  failures: readonly Failure[] = [],
): Result.Result<TableReport, ReportError> => {
  const beside = declared.published?.draw === "ours" ? undefined : declared.published
  const isBare = beside !== undefined && beside.draw !== "both"
  const table = isBare ? withoutInference(declared) : declared
  const blocks = blockTables(table)
  const attempts = blocks.map((block) =>
    filledBlock(block, { measurements, failures, definitions, draws }),
  )
  const faults: readonly Fault[] = attempts.flatMap((attempt) =>
    Result.isFailure(attempt) ? attempt.failure : [],
  )
  if (faults.length > 0) return Result.fail(new ReportError({ faults }))
  const filled = attempts.map((attempt) => (Result.isSuccess(attempt) ? attempt.success : []))
  const cells = marked(table, filled.flat())
  const columns = filled.flatMap((own, index) =>
    own.map(({ column, arms }) => ({ column, arms, block: blocks[index]?.block })),
  )
  const folds = foldTexts(table)
  const cohorts = cohortTexts(table)
  const precisions = precisionTexts(table)
  const stub = table.stub.flatMap(stubColumns)
  const rows = rowGroups(table).flatMap((group, number) =>
    group.map(({ arm: name, label }): Row => {
      const arm = table.blocks.flatMap(({ study }) => study.arms).find((each) => each.name === name)
      return {
        arm: name,
        label,
        group: number,
        stub: stub.map(({ valueOf }) => (arm === undefined ? null : valueOf(arm, label))),
        factors: arm?.factors ?? {},
        cells: columns.map(({ arms, block }, index) => {
          const row = arms.findIndex((each) => each.name === name)
          return cells[index]?.[row] ?? absentCell(block?.absent[name] ?? "")
        }),
        ...(beside === undefined
          ? {}
          : {
              published: columns.map(({ column, block }) =>
                block === undefined
                  ? null
                  : publishedCell(beside.from, block, parseColumn(column.name), name),
              ),
            }),
      }
    }),
  )
  return Result.succeed({
    name: table.name,
    caption: table.caption,
    ...Struct.pick(table, drawing),
    spread: { over: table.spread, ddof },
    ...(folds.length === 0 ? {} : { folds }),
    ...(cohorts.length === 0 ? {} : { cohorts }),
    ...(precisions.length === 0 ? {} : { precisions }),
    ...(beside === undefined
      ? {}
      : { published: { source: beside.from.source, draw: beside.draw } }),
    stub: stub.map(({ heading }) => heading),
    columns: columns.map(({ column }) => column),
    rows,
    subjects: subjectNumbers(
      rows.map(({ arm }) => arm),
      columns.map(({ column }) => column),
      measurements,
    ),
  })
}
