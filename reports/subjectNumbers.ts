import { columnText } from "../dsl/column.ts"
import { armName } from "../dsl/target.ts"
import type { Column } from "./column.ts"
import type { Measurement } from "./measurement.ts"
import { scaleOf } from "./quantity.ts"

/** A test subject's number in one run, before anything is put together. */
export interface SubjectNumber {
  readonly block: string
  readonly arm: string
  readonly column: string
  readonly unit: string
  readonly seed: number
  /** Of a cross-validation; null elsewhere. */
  readonly fold: number | null
  readonly subject: string
  /** In the column's unit; null where the convention drops the subject. */
  readonly value: number | null
  /** Key of the stage that measured it. */
  readonly key: string
}

const bySubject = (a: SubjectNumber, b: SubjectNumber): number =>
  a.seed - b.seed || (a.fold ?? 0) - (b.fold ?? 0) || (a.subject < b.subject ? -1 : 1)

/**
 * The numbers behind the cells of some arms and columns, by seed, fold and subject; none of columns of one
 * number for the set.
 */
export const subjectNumbers = (
  arms: readonly string[],
  columns: readonly Column[],
  measurements: readonly Measurement[],
): readonly SubjectNumber[] => {
  const name = (arm: string, column: string) => JSON.stringify([arm, column])
  const made = Map.groupBy(measurements, ({ arm, column }) => name(arm, columnText(column)))
  return arms.flatMap((arm) =>
    columns.flatMap((column) =>
      (made.get(name(armName(column.block, arm), column.name)) ?? [])
        .flatMap((each) => {
          if ("value" in each) return []
          const { seed, fold = null, subjects, values, run } = each
          const { block, unit } = column
          return subjects.map((subject, index): SubjectNumber => {
            const value = values[index] ?? null
            return {
              block,
              arm,
              column: column.name,
              unit,
              seed,
              fold,
              subject,
              value: value === null ? null : value * scaleOf(column),
              key: run.key,
            }
          })
        })
        .toSorted(bySubject),
    ),
  )
}
