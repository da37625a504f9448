import { join } from "node:path"
import { Effect } from "effect"
import { columnText } from "../../dsl/column.ts"
import { armName } from "../../dsl/target.ts"
import type { Table } from "../../dsl/table.ts"
import type { Column } from "../../reports/column.ts"
import type { Measurement } from "../../reports/measurement.ts"
import { scaleOf } from "../../reports/quantity.ts"
import { acceptableOf } from "../ledger/acceptableOf.ts"
import type { Plan, Run } from "../plan/planStudy.ts"
import { taskOf } from "../plan/armStages.ts"
import type { Stage } from "../plan/stage.ts"
import type { Attempt } from "../store/attempt.ts"
import { Store } from "../store/store.ts"
import { pretrainingTask } from "../../dsl/column.ts"
import { lineOf } from "./artifacts.ts"
import { measurementsOf } from "./measurements.ts"

/** A stage behind a number: what was computed, when, where and by which code. */
export interface StageOrigin {
  readonly label: string
  readonly kind: string
  readonly key: string
  /** `done`, `done by an earlier code`, or how its latest attempt ended, or `not run`. */
  readonly state: string
  /** Whether other arms use it too. */
  readonly shared: boolean
  /** Of one that is done: its folder in the store. */
  readonly folder?: string
  /** Null outside a repository. */
  readonly commit?: string | null
  /** Whether there were changes that were not committed. */
  readonly dirty?: boolean
  /** The changes that were not committed, as a patch in the store. */
  readonly patch?: string
  readonly device?: string
  readonly threads?: number
  readonly started?: string
  /** Of work, over all attempts. */
  readonly seconds?: number
  /** Whether an earlier code made it and the edits since were declared harmless. */
  readonly accepted?: boolean
  /** Its page in MLflow. */
  readonly mlflow?: string
  readonly warnings: readonly string[]
}

/** What one seed, or one fold of it, gives a cell. */
export interface RunOrigin {
  readonly seed: number
  /** Null where there is no cross-validation. */
  readonly fold: number | null
  /** One number for the whole set; absent where there is one a subject. */
  readonly value?: number | null
  /** Numbers by subject in the column's unit; null where the convention drops one. */
  readonly subjects: readonly { readonly subject: string; readonly value: number | null }[]
  /** From the number back to the data. */
  readonly stages: readonly StageOrigin[]
}

const lastOf = (attempts: readonly Attempt[], key: string): Attempt | undefined =>
  attempts.findLast((attempt) => attempt.key === key)

const stageOrigin = Effect.fnUntraced(function* (
  stage: Stage,
  attempts: readonly Attempt[],
  stale: ReadonlySet<string>,
) {
  const store = yield* Store
  const last = lastOf(attempts, stage.key)
  const { label, kind, key } = stage
  const warnings = last?.warnings ?? []
  const known = { label, kind, key, shared: stage.arms.length > 1, warnings }
  if (!(yield* store.has(stage)))
    return {
      ...known,
      state: stale.has(stage.key) ? "done by an earlier code" : (last?.outcome ?? "not run"),
    } satisfies StageOrigin
  const made = yield* store.record(stage)
  return {
    ...known,
    state: "done",
    folder: join(store.root, "artifacts", made.kind, made.key),
    commit: made.commit,
    dirty: made.dirty ?? false,
    ...(last?.outcome === "done" && last.diff !== null
      ? { patch: join(store.root, last.diff) }
      : {}),
    device: made.device,
    ...(made.threads === undefined ? {} : { threads: made.threads }),
    started: made.started,
    seconds: made.seconds,
    ...(store.accepted.has(stage.key) ? { accepted: true } : {}),
    warnings: [...new Set([...warnings, ...(made.warnings ?? [])])],
  } satisfies StageOrigin
})

/** The stages of a run that can measure a column. */
const measuringOf = (plan: Plan, run: Run, task: string): readonly string[] => {
  const stages = new Map(plan.stages.map((stage) => [stage.key, stage]))
  return Object.entries(run.stages).flatMap(([role, key]) => {
    const measures = stages.get(key)?.configured.record.measurements !== undefined
    return measures && (taskOf(role) || pretrainingTask) === task ? [key] : []
  })
}

const numbersOf = (column: Column, measured: Measurement | undefined) => {
  const scale = scaleOf(column)
  const scaled = (value: number | null) => (value === null ? null : value * scale)
  if (measured === undefined) return { subjects: [] }
  if ("value" in measured) return { value: scaled(measured.value), subjects: [] }
  return {
    subjects: measured.subjects.map((subject, index) => ({
      subject,
      value: scaled(measured.values[index] ?? null),
    })),
  }
}

/** The runs behind a cell: a run for each seed and fold, with its numbers and the stages that led there. */
export const cellOrigin = Effect.fn("cellOrigin")(function* (
  plan: Plan,
  table: Table,
  column: Column,
  row: string,
) {
  const { attempts: ledger } = yield* Store
  const attempts = yield* ledger
  const arm = armName(column.block, row)
  const measured = (yield* measurementsOf(plan, table)).filter(
    (each) => each.arm === arm && columnText(each.column) === column.name,
  )
  const stages = new Map(plan.stages.map((stage) => [stage.key, stage]))
  const [task = ""] = column.name.split(".")
  const runs = plan.runs.filter((run) => run.subject === table.name && run.arm === arm)
  const stale = new Set((yield* acceptableOf(plan)).map(({ stage }) => stage.key))
  return yield* Effect.forEach(
    runs,
    Effect.fnUntraced(function* (run) {
      const own = measured.find(
        ({ seed, fold }) => seed === run.seed && (fold ?? null) === run.fold,
      )
      const keys = own === undefined ? measuringOf(plan, run, task) : [own.run.key]
      const behind = new Set(keys.flatMap((key) => lineOf(stages, key)))
      // Each stage of a plan comes after its inputs.
      const line = plan.stages.filter((stage) => behind.has(stage)).toReversed()
      return {
        seed: run.seed,
        fold: run.fold,
        ...numbersOf(column, own),
        stages: yield* Effect.forEach(line, (stage) => stageOrigin(stage, attempts, stale)),
      } satisfies RunOrigin
    }),
  )
})
