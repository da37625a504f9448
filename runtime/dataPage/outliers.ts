import { median } from "../metrics/median.ts"
import type { SubjectFacts } from "./subjectFacts.ts"

/** Beyond this a modified z-score is that of an outlier (Iglewicz and Hoaglin 1993). */
export const threshold = 3.5

/** With fewer subjects there is no middle that the others could lie far from. */
export const fewest = 5

/**
 * Modified z-scores, (value - median) / (1.4826 MAD); where more than half of the values are equal and
 * so the median deviation is 0, with 1.2533 times the mean deviation; 0 where all are equal.
 */
export const robustZ = (values: readonly number[]): readonly number[] => {
  const middle = median(values)
  const deviations = values.map((value) => Math.abs(value - middle))
  const mad = median(deviations)
  const mean = deviations.reduce((sum, deviation) => sum + deviation, 0) / values.length
  const scale = mad > 0 ? 1.4826 * mad : 1.2533 * mean
  return values.map((value) => (scale > 0 ? (value - middle) / scale : 0))
}

/** A number of a subject that lies far from those of the others. */
export interface Outlier {
  readonly subject: string
  /** What was measured, with its unit. */
  readonly measure: string
  readonly value: number
  readonly z: number
}

interface Measure {
  readonly name: string
  readonly of: (subject: SubjectFacts) => number | undefined
  /** Shown instead of what is compared. */
  readonly shown?: (value: number) => number
}

const axes = ["z", "y", "x"] as const

const measuresOf = (
  modalities: readonly string[],
  regions: readonly string[],
): readonly Measure[] => [
  ...axes.flatMap((axis, index): readonly Measure[] => [
    { name: `voxels along ${axis}`, of: ({ shape }) => shape[index] },
    // To a micrometre: headers hold rounded numbers.
    {
      name: `spacing along ${axis}, mm`,
      of: ({ spacing }) => Math.round((spacing[index] ?? 1) * 1000) / 1000,
    },
  ]),
  ...modalities.flatMap((name): readonly Measure[] => [
    { name: `${name}: median`, of: ({ modalities: all }) => all[name]?.inside?.median },
    { name: `${name}: 99th percentile`, of: ({ modalities: all }) => all[name]?.inside?.p99 },
    { name: `${name}: share of zeros`, of: ({ modalities: all }) => all[name]?.zero },
  ]),
  ...regions.map((name): Measure => ({
    name: `${name}, ml`,
    // As the edge of a cube: volumes themselves are so skewed that large lesions all lie far off.
    of: ({ volumes }) => (volumes === null ? undefined : Math.cbrt(volumes[name] ?? 0)),
    shown: (edge) => edge ** 3,
  })),
]

/** Numbers that lie far from the other subjects', the farthest first; none of fewer than 5 subjects. */
export const outliersOf = (
  subjects: readonly SubjectFacts[],
  modalities: readonly string[],
  regions: readonly string[],
): readonly Outlier[] =>
  measuresOf(modalities, regions)
    .flatMap(({ name, of, shown = (value) => value }) => {
      const measured = subjects.flatMap((subject) => {
        const value = of(subject)
        return value === undefined ? [] : [{ subject: subject.id, value }]
      })
      if (measured.length < fewest) return []
      const scores = robustZ(measured.map(({ value }) => value))
      return measured.flatMap(({ subject, value }, index) => {
        const z = scores[index]!
        return Math.abs(z) > threshold ? [{ subject, measure: name, value: shown(value), z }] : []
      })
    })
    .toSorted((one, other) => Math.abs(other.z) - Math.abs(one.z))
