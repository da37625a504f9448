import { gapText } from "./cell.ts"
import { plainCell } from "./cellText.ts"
import type { Shown } from "../dsl/table.ts"
import type { Column } from "./column.ts"
import type { Cell, Run } from "./file/cell.ts"

/** A key or commit cut to what tells it from its siblings. */
export const short = (hash: string): string => hash.slice(0, 12)

/** The file of a server's scores. */
const scoresText = ({ scores }: Run): string =>
  scores === undefined
    ? ""
    : `, scored by ${scores.server}: ${scores.file} (sha256 ${short(scores.sha256)})`

/** The code a run ran. */
export const commitText = ({ commit, dirty }: Pick<Run, "commit" | "dirty">): string =>
  `${commit === null ? "no commit" : `commit ${short(commit)}`}${dirty ? " with uncommitted changes" : ""}`

/** A cell's number and what it is over. */
export const valueLines = (
  column: Column,
  cell: Cell,
  show: readonly Shown[],
): readonly string[] => [
  cell.mean === null
    ? (cell.absent ?? "no value")
    : `${plainCell(column, cell, show)}${column.unit === "" ? "" : ` ${column.unit}`}`,
  `n = ${cell.n} ${column.over === "pooled" ? "values (subjects of all seeds)" : column.over}`,
  ...(cell.dropped === 0 ? [] : [`${cell.dropped} dropped by the convention`]),
]

/** What is known of a seed of a cell, and the keys of its runs. */
export interface SeedOrigin {
  readonly seed: number
  readonly text: string
  readonly keys: readonly string[]
}

const seedOrigin = (column: Column, cell: Cell, seed: number): SeedOrigin => {
  const value = cell.values.find((candidate) => candidate.seed === seed)
  const runs = cell.runs.filter((candidate) => candidate.seed === seed)
  const number = value?.value?.toFixed(column.digits) ?? "no value"
  const subjects = value?.subjects == null ? "" : ` (${value.subjects} subjects)`
  const origin = runs
    .map((run) => `; ${run.stage} ${short(run.key)}, ${commitText(run)}${scoresText(run)}`)
    .join("")
  const text = `seed ${seed}: ${number}${subjects}${origin}`
  return { seed, text, keys: runs.map(({ key }) => key) }
}

/** Of each seed its number and its runs, or why there is none. */
export const provenanceOf = (column: Column, cell: Cell): readonly SeedOrigin[] => [
  ...cell.values.map(({ seed }) => seedOrigin(column, cell, seed)),
  ...cell.missing
    .filter(({ seed }) => !cell.values.some((value) => value.seed === seed))
    .map((gap) => ({ seed: gap.seed, text: `seed ${gap.seed}: ${gapText(gap)}`, keys: [] })),
]
