import type { Arm } from "../dsl/study.ts"
import type { Column } from "./column.ts"
import { counted, estimate } from "./estimate.ts"
import type { Cell, Gap, Run, SeedValue } from "./file/cell.ts"
import type { Failure, Measurement } from "./measurement.ts"
import { mean, standardDeviation } from "./statistics.ts"

/** Why a seed gives no number, in words. */
export const gapText = ({ why, failure }: Gap): string => {
  if (failure === undefined) return why
  return failure.why === ""
    ? `${failure.stage} is ${why}`
    : `${failure.stage} ${why}: ${failure.why}`
}

/** A cell before the best of its column is known. */
export type Unmarked = Omit<Cell, "best" | "withheld" | "second" | "rank" | "delta">

/** The cell of an arm that a block does not have. */
export const absentCell = (why: string): Cell => ({
  state: "absent",
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

/** Why there is no number, in the order in which one is told of several. */
const told = ["failed", "running", "stale", "unscored"] as const

/** Whether some stage behind runs was made by an earlier code. */
export const isAccepted = ({ runs }: Pick<Cell, "runs">): boolean =>
  runs.some(({ accepted = [] }) => accepted.length > 0)

const stateOf = (cell: Pick<Cell, "mean" | "runs" | "missing">): Cell["state"] => {
  if (cell.mean === null)
    return told.find((state) => cell.missing.some(({ why }) => why === state)) ?? "missing"
  if (cell.missing.length > 0) return "incomplete"
  return isAccepted(cell) ? "accepted" : "measured"
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
  const runs = sorted
    .flatMap(({ run, folds }) => folds?.map((part) => part.run) ?? [run])
    .toSorted(byRun)
  const missing = seeds
    .filter((seed) => !present.some((value) => value.seed === seed))
    .map((seed) =>
      gapOf(
        arm,
        column,
        seed,
        sorted.find((found) => found.seed === seed),
        failures.find((failure) => failure.seed === seed),
      ),
    )
  return {
    state: stateOf({ mean: centre, runs, missing }),
    mean: centre,
    std: standardDeviation(numbers),
    n: numbers.length,
    seeds: present.map((value) => value.seed),
    dropped: values.reduce((sum, value) => sum + value.dropped, 0),
    ...(vanished.length === 0 ? {} : { vanished }),
    values,
    runs,
    missing,
  }
}
