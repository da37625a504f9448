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

/** Rows a run keeps at most, but for those of its first steps: enough for a smooth curve, small enough for every checkpoint. */
const mostRows = 400

/** Steps that a row sums up. */
const rowLength = (steps: number): number => Math.ceil(steps / mostRows)

/** Measurements beside the losses that a run takes at most: each may cost many steps. */
const mostMeasurements = 20

/** Steps between two measurements. */
const distanceOf = (steps: number): number => {
  const rows = Math.ceil(steps / rowLength(steps))
  return rowLength(steps) * Math.ceil(rows / mostMeasurements)
}

/** Whether a row that ends at this step takes a measurement: at even distances, and the last. */
export const isMeasured = (step: number, steps: number): boolean =>
  step === steps || step % distanceOf(steps) === 0

/** How often a run of so many steps is measured. */
export const measurements = (steps: number): number =>
  steps === 0 ? 0 : Math.ceil(steps / distanceOf(steps))

/** Steps between two measurements of gradients in the long run, at least: each takes the work of a step or two. */
const leastDistance = 32

/**
 * Whether the gradients of a step are measured term by term: at steps 1, 2, 4, 8 and so on, for they change
 * most at first; at the last; and in a long run wherever there are measurements.
 */
export const measuresGradients = (step: number, steps: number): boolean =>
  step === steps ||
  Number.isInteger(Math.log2(step)) ||
  (distanceOf(steps) >= leastDistance && isMeasured(step, steps))

/**
 * The history with the losses of one more step of a run of `steps` steps. What is measured at the
 * step goes as it is into the row that ends there, and a row ends wherever something is measured.
 */
export const recorded = (
  history: History,
  step: number,
  steps: number,
  terms: Readonly<Record<string, number>>,
  measured: Readonly<Record<string, number>> = {},
): History => {
  const count = history.count + 1
  const sums = Object.fromEntries(
    Object.entries(terms).map(([name, value]) => [name, (history.sums[name] ?? 0) + value]),
  )
  const ends = step % rowLength(steps) === 0 || step === steps || Object.keys(measured).length > 0
  if (!ends) return { ...history, sums, count }
  const means = Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, sum / count]))
  const row = { step, terms: { ...means, ...measured } }
  return { rows: [...history.rows, row], sums: {}, count: 0 }
}

/** The history with what is measured of the state after its last step, in the row that ends there. */
export const withMeasured = (
  history: History,
  measured: Readonly<Record<string, number>>,
): History => ({
  ...history,
  rows: history.rows.map((row, index) =>
    index < history.rows.length - 1 ? row : { ...row, terms: { ...row.terms, ...measured } },
  ),
})
