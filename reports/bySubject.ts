import type { Column } from "./column.ts"
import type { SeedNumbers } from "./interval.ts"
import type { Measurement } from "./measurement.ts"
import { scaleOf } from "./quantity.ts"
import { mean } from "./statistics.ts"

/** A subject of a data set and a split. */
const personOf = ({ population }: Measurement, subject: string): string =>
  JSON.stringify([subject, population])

/**
 * Numbers of an arm by subject of a data set and split, sorted: each the mean over the seeds in which the subject counts, in
 * the column's unit. Empty where a seed gives one number for all subjects.
 */
export const bySubject = (
  column: Column,
  measurements: readonly Measurement[],
): ReadonlyMap<string, number> => {
  const scale = scaleOf(column)
  const numbers = measurements.flatMap((measurement) =>
    "value" in measurement
      ? []
      : measurement.subjects.flatMap((subject, index) => {
          const value = measurement.values[index] ?? null
          return value === null
            ? []
            : [{ subject: personOf(measurement, subject), value: value * scale }]
        }),
  )
  const groups = [...Map.groupBy(numbers, ({ subject }) => subject)].toSorted(([a], [b]) =>
    a < b ? -1 : 1,
  )
  return new Map(
    groups.flatMap(([subject, group]) => {
      const value = mean(group.map((each) => each.value))
      return value === null ? [] : [[subject, value] as const]
    }),
  )
}

/** Numbers of an arm, a row a seed and a column a subject, in the order of `bySubject`. */
export const bySeedAndSubject = (
  column: Column,
  measurements: readonly Measurement[],
): SeedNumbers => {
  const subjects = [...bySubject(column, measurements).keys()]
  return measurements.flatMap((measurement) => {
    if ("value" in measurement) return []
    const own = bySubject(column, [measurement])
    return [subjects.map((subject) => own.get(subject) ?? null)]
  })
}
