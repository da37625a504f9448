import { relative } from "node:path"
import type { Shown } from "../../dsl/table.ts"
import type { Cell } from "../../reports/file/cell.ts"
import { commitText, short } from "../../reports/cellProvenance.ts"
import { plainCell } from "../../reports/cellText.ts"
import { columnLabel, type Column } from "../../reports/column.ts"
import { mean } from "../../reports/statistics.ts"
import type { RunOrigin, StageOrigin } from "../results/cellOrigin.ts"
import { valueText, type FieldOrigin } from "../results/fieldOrigins.ts"
import { inWords } from "../units/inWords.ts"
import { printable } from "../units/printable.ts"
import { columns } from "./columns.ts"

/** Where the number of a cell comes from. */
export interface CellAnswer {
  readonly table: string
  readonly row: string
  readonly column: Column
  readonly cell: Cell
  readonly show: readonly Shown[]
  /** How the number is made, a sentence each. */
  readonly notes: readonly string[]
  readonly runs: readonly RunOrigin[]
  /** The arm's page in MLflow. */
  readonly mlflow?: string
  readonly fields: readonly FieldOrigin[]
}

/** Subjects at either end of a run's numbers that are shown. */
const mostSubjects = 3

const subjectLines = (column: Column, { subjects }: RunOrigin): readonly string[] => {
  const counted = subjects
    .flatMap(({ subject, value }) => (value === null ? [] : [{ subject, value }]))
    .toSorted((a, b) => a.value - b.value)
  const dropped = subjects.filter(({ value }) => value === null)
  const listed = (some: typeof counted) =>
    some.map(({ subject, value }) => `${subject} ${value.toFixed(column.digits)}`).join(", ")
  const isShort = counted.length <= 2 * mostSubjects
  return [
    ...(counted.length === 0
      ? []
      : isShort
        ? [`subjects: ${listed(counted)}`]
        : [
            `lowest: ${listed(counted.slice(0, mostSubjects))}; highest: ${listed(counted.slice(-mostSubjects))}`,
          ]),
    ...(dropped.length === 0
      ? []
      : [`dropped by the convention: ${dropped.map(({ subject }) => subject).join(", ")}`]),
  ]
}

const stageRow = (stage: StageOrigin): readonly string[] => {
  const { label, key, state, device, seconds, commit, dirty, shared, accepted } = stage
  if (state !== "done" || commit === undefined) return [label, short(key), state]
  return [
    label,
    short(key),
    `${device ?? ""}, ${inWords(seconds ?? 0)}`,
    commitText({ commit, dirty: dirty ?? false }),
    [
      ...(shared ? ["shared with other arms"] : []),
      ...(accepted ? ["by an earlier code"] : []),
    ].join(", "),
  ]
}

const runLines = (column: Column, run: RunOrigin): readonly string[] => {
  const { seed, fold, value, subjects, stages } = run
  const counted = subjects.flatMap((each) => each.value ?? [])
  const number = value === undefined ? mean(counted) : value
  const name = `seed ${seed}${fold === null ? "" : `, fold ${fold}`}`
  const unit = column.unit === "" ? "" : ` ${column.unit}`
  const text =
    number === null
      ? "no number"
      : `${number.toFixed(column.digits)}${unit}${counted.length === 0 ? "" : `, mean of ${counted.length} subjects`}`
  const measured = stages.find(({ state }) => state === "done")
  const inFolder =
    subjects.length === 0 || measured?.folder === undefined
      ? []
      : [`numbers by subject: ${relative(process.cwd(), measured.folder)}`]
  return [
    `${name}: ${text}`,
    ...[
      ...subjectLines(column, run),
      ...inFolder,
      ...columns(stages.map(stageRow)),
      ...new Set(
        stages.flatMap(({ patch }) =>
          patch === undefined ? [] : [`uncommitted changes: ${relative(process.cwd(), patch)}`],
        ),
      ),
      ...(measured?.mlflow === undefined ? [] : [`MLflow: ${measured.mlflow}`]),
      ...new Set(stages.flatMap(({ warnings }) => warnings).map((text) => `warning: ${text}`)),
    ].map((line) => `  ${line}`),
  ]
}

/** A part of the answer under its title; nothing where nothing is known. */
const section = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : ["", title, ...lines.map((line) => `  ${line}`)]

/** What is known of a cell, as a person reads it. */
export const whyLines = (answer: CellAnswer, isWhole: boolean): readonly string[] => {
  const { table, row, column, cell, show, notes, runs, fields } = answer
  const written = fields.filter((each) => each.written !== undefined)
  const others = fields.filter((each) => each.written === undefined)
  const unit = column.unit === "" || cell.mean === null ? "" : ` ${column.unit}`
  const bold = cell.best ? ", bold" : cell.second === true ? ", underlined" : ""
  const exact =
    cell.mean === null
      ? ""
      : ` (mean ${cell.mean}${cell.std === null ? "" : `, deviation ${cell.std}`})`
  const lines = [
    `${table}: ${row}, ${columnLabel(column)} (${column.name})`,
    "",
    `  ${plainCell(column, cell, show)}${unit}${bold}${exact}`,
    ...section(
      "How it is made",
      notes.map((note) => `- ${note}`),
    ),
    ...section("Runs, from the number back to the data", [
      ...(answer.mlflow === undefined ? [] : [`MLflow: ${answer.mlflow}`]),
      ...runs.flatMap((run) => runLines(column, run)),
    ]),
    ...section(
      "Values, and where they are written",
      columns(written.map((each) => [each.field, valueText(each), each.written ?? ""])),
    ),
    ...(isWhole
      ? section(
          "Defaults, and where they come from",
          columns(others.map((each) => [each.field, valueText(each), each.source ?? ""])),
        )
      : others.length === 0
        ? []
        : [`  and ${others.length} fields at their defaults: --defaults lists them`]),
  ]
  return lines.map(printable)
}
