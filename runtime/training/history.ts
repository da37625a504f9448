import { Schema } from "effect"

const Terms = Schema.Record(Schema.String, Schema.Finite)

/** Losses of a stretch of training: means over the steps since the row before. */
export const HistoryRow = Schema.Struct({
  /** Steps done. */
  step: Schema.Int,
  terms: Terms,
})
export type HistoryRow = typeof HistoryRow.Type

/** The losses of a run: closed rows, and the sums of the stretch under way. */
export const History = Schema.Struct({
  rows: Schema.Array(HistoryRow),
  sums: Terms,
  count: Schema.Int,
})
export type History = typeof History.Type

export const noHistory: History = { rows: [], sums: {}, count: 0 }

/** Rows a run keeps at most: enough for a smooth curve, small enough for every checkpoint. */
const mostRows = 400

/** The history with the losses of one more step of a run of `steps` steps. */
export const recorded = (
  history: History,
  step: number,
  steps: number,
  terms: Readonly<Record<string, number>>,
): History => {
  const count = history.count + 1
  const sums = Object.fromEntries(
    Object.entries(terms).map(([name, value]) => [name, (history.sums[name] ?? 0) + value]),
  )
  const every = Math.ceil(steps / mostRows)
  if (step % every !== 0 && step !== steps) return { ...history, sums, count }
  const means = Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, sum / count]))
  return { rows: [...history.rows, { step, terms: means }], sums: {}, count: 0 }
}
