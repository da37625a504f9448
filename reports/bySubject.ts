import type { Column } from "./column.ts"
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

/** How many numbers of an arm count, by subject: one a seed in which the subject does. */
export const numbersBySubject = (
  measurements: readonly Measurement[],
): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>()
  for (const measurement of measurements)
    if (!("value" in measurement))
      for (const [index, id] of measurement.subjects.entries()) {
        const subject = personOf(measurement, id)
        if ((measurement.values[index] ?? null) !== null)
          counts.set(subject, (counts.get(subject) ?? 0) + 1)
      }
  return counts
}
