import type { Measurement } from "./measurement.ts"

/** The test subjects that count for an arm in a column, by seed: of which data set and split, and who where that is named. */
type Scored = ReadonlyMap<number, string>

export const scoredSubjects = (measurements: readonly Measurement[]): Scored =>
  new Map(
    measurements.flatMap((measurement): readonly (readonly [number, string])[] => {
      const { seed, subjects, population } = measurement
      if (subjects === undefined) return [[seed, JSON.stringify([population])]]
      const counting =
        "value" in measurement
          ? subjects
          : subjects.filter((_, index) => (measurement.values[index] ?? null) !== null)
      return counting.length === 0
        ? []
        : [[seed, JSON.stringify([population, counting.toSorted()])]]
    }),
  )

/** Whether arms are scored on the same test subjects at each seed that several of them have. */
export const onSameSubjects = (arms: readonly Scored[]): boolean => {
  const first = new Map<number, string>()
  return arms.every((scored) =>
    [...scored].every(([seed, subjects]) => {
      const known = first.get(seed) ?? subjects
      first.set(seed, known)
      return known === subjects
    }),
  )
}
