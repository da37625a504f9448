import type { Arm } from "../dsl/study.ts"
import type { Column } from "./column.ts"
import type { Comparison } from "./comparison.ts"
import type { Interval } from "./interval.ts"
import type { Failure, Measurement, Run } from "./measurement.ts"
import { counted, estimate } from "./estimate.ts"
import { mean, standardDeviation } from "./statistics.ts"

/** What one seed gives, in the column's unit. */
interface SeedValue {
  readonly seed: number
  /** Mean over the subjects that count, or the number for the whole set; null where there is none. */
  readonly value: number | null
  /** Subjects that count; null where a set-level measurement does not name its subjects. */
  readonly subjects: number | null
  /** Subjects the convention drops. */
  readonly dropped: number
}

/** A seed that gives no number, and why. */
export interface Gap {
  readonly seed: number
  readonly why:
    | "not measured"
    | "no pre-training"
    | "every subject dropped"
    | "undefined"
    | "failed"
    | "running"
    | "stale"
    | "unscored"
  /** Of one that failed: the stage, and what was said. */
  readonly failure?: Pick<Failure, "stage" | "why">
}

/** Why a seed gives no number, in words. */
export const gapText = ({ why, failure }: Gap): string => {
  if (failure === undefined) return why
  return failure.why === ""
    ? `${failure.stage} is ${why}`
    : `${failure.stage} ${why}: ${failure.why}`
}

/** Why the best mean of a column is not printed bold. */
export type Withheld =
  | "seeds are missing"
  | "other subjects"
  | "other voxels"
  | "within noise"
  | "not tested"

/** One arm in one column. Numbers are in the column's unit. */
export interface Cell {
  readonly mean: number | null
  /** Sample standard deviation (ddof 1); null of fewer than two numbers. */
  readonly std: number | null
  /** How many numbers mean and deviation are over. */
  readonly n: number
  /** Why a block has no such arm; empty where no reason is given. */
  readonly absent?: string
  /** Whether the mean, as printed, is the best of its column and may be printed bold. */
  readonly best: boolean
  /** Of the best that may not be: why. */
  readonly withheld?: Withheld
  /** Whether it is the second best, where the table asks for that. */
  readonly second?: boolean
  /** Place in its column, from 1; where the table shows it. */
  readonly rank?: number
  /** Mean less that of the row that the table names; where the table shows it. */
  readonly delta?: number
  /** Seeds behind the mean. */
  readonly seeds: readonly number[]
  /** Subjects dropped by the convention, over all seeds. */
  readonly dropped: number
  /** Subjects of whose region preprocessing has left no voxel; absent where there are none. */
  readonly vanished?: readonly string[]
  readonly values: readonly SeedValue[]
  readonly runs: readonly Run[]
  readonly missing: readonly Gap[]
  /** Where the table asks for one and the column has numbers by subject. */
  readonly interval?: Interval
  /** Where the table compares with another arm, and some subject is of both. */
  readonly comparison?: Comparison
}

/** A cell before the best of its column is known. */
export type Unmarked = Omit<Cell, "best" | "withheld" | "second" | "rank" | "delta">

/** The cell of an arm that a block does not have. */
export const absentCell = (why: string): Cell => ({
  mean: null,
  std: null,
  n: 0,
  absent: why,
  best: false,
  seeds: [],
  dropped: 0,
  values: [],
  runs: [],
  missing: [],
})

const seedValue = (column: Column, measurement: Measurement): SeedValue => {
  const numbers = counted(column, measurement)
  const set = "value" in measurement
  return {
    seed: measurement.seed,
    value: mean(numbers),
    subjects: set ? (measurement.subjects?.length ?? null) : numbers.length,
    dropped: set ? 0 : measurement.values.length - numbers.length,
  }
}

const gapOf = (
  arm: Arm,
  column: Column,
  seed: number,
  measured: Measurement | undefined,
  failure: Failure | undefined,
): Gap => {
  if (measured !== undefined)
    return { seed, why: "value" in measured ? "undefined" : "every subject dropped" }
  if (failure !== undefined)
    return {
      seed,
      why: failure.state ?? "failed",
      failure: { stage: failure.stage, why: failure.why },
    }
  const scratch = arm.experiment.pretraining.kind === "scratch"
  return { seed, why: scratch && column.metric === null ? "no pre-training" : "not measured" }
}

const byRun = (a: Run, b: Run): number => a.seed - b.seed || (a.stage < b.stage ? -1 : 1)

/** The cell of an arm from its measurements of one column, at most one a seed, and what failed for it. */
export const cellOf = (
  arm: Arm,
  column: Column,
  measurements: readonly Measurement[],
  failures: readonly Failure[],
): Unmarked => {
  const seeds = arm.experiment.seeds.toSorted((a, b) => a - b)
  const sorted = measurements
    .filter((measurement) => seeds.includes(measurement.seed))
    .toSorted((a, b) => a.seed - b.seed)
  const values = sorted.map((measurement) => seedValue(column, measurement))
  const present = values.filter((value) => value.value !== null)
  const vanished = [
    ...new Set(sorted.flatMap((each) => ("values" in each ? (each.vanished ?? []) : []))),
  ].toSorted()
  const { mean: centre, numbers } = estimate(column, sorted)
  return {
    mean: centre,
    std: standardDeviation(numbers),
    n: numbers.length,
    seeds: present.map((value) => value.seed),
    dropped: values.reduce((sum, value) => sum + value.dropped, 0),
    ...(vanished.length === 0 ? {} : { vanished }),
    values,
    runs: sorted
      .flatMap(({ run, folds }) => folds?.map((part) => part.run) ?? [run])
      .toSorted(byRun),
    missing: seeds
      .filter((seed) => !present.some((value) => value.seed === seed))
      .map((seed) =>
        gapOf(
          arm,
          column,
          seed,
          sorted.find((found) => found.seed === seed),
          failures.find((failure) => failure.seed === seed),
        ),
      ),
  }
}
