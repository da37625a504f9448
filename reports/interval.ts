import type { Bootstrap } from "../dsl/inference.ts"
import type { Interval } from "./file/cell.ts"
import { between, mean } from "./statistics.ts"

/** Numbers of an arm, a row a seed and a column a subject; null where a convention drops the subject. */
export type SeedNumbers = readonly (readonly (number | null)[])[]

/** A whole number from 0 to below the bound, anew with each call. */
export type DrawBelow = (bound: number) => number

/** Each subject's mean over some seeds, and what it weighs. */
interface SubjectMeans {
  readonly values: Float64Array
  readonly weights: Float64Array
}

/** Over the rows of `numbers` at `seeds`, which may name one several times. */
const subjectMeans = (
  numbers: SeedNumbers,
  seeds: readonly number[],
  isPooled: boolean,
): SubjectMeans => {
  const counting = (numbers[0] ?? []).map((_, subject) =>
    seeds.flatMap((seed) => numbers[seed]?.[subject] ?? []),
  )
  return {
    values: Float64Array.from(counting, (own) => mean(own) ?? 0),
    weights: Float64Array.from(counting, ({ length }) => (isPooled ? length : Math.min(1, length))),
  }
}

/** Numbers below a bound for the subjects or the seeds of resamples, of which there are so many. */
type Drawing = (of: "subjects" | "seeds", count: number) => DrawBelow

/**
 * Percentile bootstrap of the mean over subjects of each one's mean over seeds; pooled, of the mean over all
 * numbers. Subjects are drawn with replacement and, where that is asked for, seeds too, apart from them.
 * The same draws serve all arms with as many subjects and seeds, so that their intervals are paired. Null
 * of fewer than two subjects, or seeds where these are drawn.
 */
export const bootstrapping = (
  { samples, level, over }: Bootstrap,
  below: Drawing,
): ((numbers: SeedNumbers, isPooled?: boolean) => Interval | null) => {
  const drawn = new Map<string, Uint32Array>()
  const drawsFor = (of: "subjects" | "seeds", n: number): Uint32Array => {
    const before = drawn.get(`${of} ${n}`)
    if (before !== undefined) return before
    const draw = below(of, n)
    const made = Uint32Array.from({ length: samples * n }, () => draw(n))
    drawn.set(`${of} ${n}`, made)
    return made
  }
  return (numbers, isPooled = false) => {
    const seeds = numbers.length
    const n = numbers[0]?.length ?? 0
    const drawsSeeds = over === "seeds and subjects"
    if (n < 2 || (drawsSeeds && seeds < 2)) return null
    const whole = subjectMeans(numbers, [...numbers.keys()], isPooled)
    const ofSeeds = new Map<string, SubjectMeans>()
    const seedDraws = drawsSeeds ? drawsFor("seeds", seeds) : null
    const meansAt = (sample: number): SubjectMeans => {
      if (seedDraws === null) return whole
      const chosen = [...seedDraws.subarray(sample * seeds, (sample + 1) * seeds)].toSorted(
        (a, b) => a - b,
      )
      // Few seeds come in few choices.
      const before = ofSeeds.get(chosen.join())
      if (before !== undefined) return before
      const made = subjectMeans(numbers, chosen, isPooled)
      ofSeeds.set(chosen.join(), made)
      return made
    }
    const draws = drawsFor("subjects", n)
    const means = new Float64Array(samples)
    let made = 0
    for (let sample = 0; sample < samples; sample++) {
      const { values, weights } = meansAt(sample)
      let sum = 0
      let total = 0
      for (let at = sample * n; at < (sample + 1) * n; at++) {
        const subject = draws[at]!
        const weight = weights[subject]!
        sum += weight * values[subject]!
        total += weight
      }
      // A convention may drop all that is drawn.
      if (total > 0) means[made++] = sum / total
    }
    const sorted = means.subarray(0, made).sort()
    const tail = (1 - level) / 2
    const at = (share: number): number => between(sorted, share * (made - 1))
    return { low: at(tail), high: at(1 - tail), n }
  }
}
