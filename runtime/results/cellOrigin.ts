import { join } from "node:path"
import { Effect } from "effect"
import { columnText } from "../../dsl/column.ts"
import { armName } from "../../dsl/target.ts"
import type { Table } from "../../dsl/table.ts"
import type { Column } from "../../reports/column.ts"
import type { Measurement } from "../../reports/measurement.ts"
import { scaleOf } from "../../reports/quantity.ts"
import { acceptableOf } from "../ledger/acceptCode.ts"
import type { Plan } from "../plan/planStudy.ts"
import { taskOf } from "../plan/armStages.ts"
import type { Stage } from "../plan/stage.ts"
import type { Attempt } from "../store/attempt.ts"
import { Store } from "../store/store.ts"
import { pretrainingTask } from "../../dsl/column.ts"
import { lineOf } from "./artifacts.ts"
import { measurementsOf } from "./measurements.ts"
import { measuring } from "./measuring.ts"
import { stagesByKey } from "../plan/stagesByKey.ts"

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

const stageOrigin = Effect.fnUntraced(function* (
  stage: Stage,
  attempts: readonly Attempt[],
  stale: ReadonlySet<string>,
) {
  const store = yield* Store
  const { label, kind, key } = stage
  const own = attempts.filter((attempt) => attempt.key === key)
  const known = { label, kind, key, shared: stage.arms.length > 1 }
  if (!(yield* store.has(stage))) {
    const last = own.at(-1)
    return {
      ...known,
      state: stale.has(key) ? "done by an earlier code" : (last?.outcome ?? "not run"),
      warnings: last?.warnings ?? [],
    } satisfies StageOrigin
  }
  const made = yield* store.record(stage)
  // Attempts since then have made nothing: another runner's, or one that found it done.
  const maker = attempts.findLast((each) => each.key === made.key && each.outcome === "done")
  return {
    ...known,
    state: "done",
    folder: join(store.root, "artifacts", made.kind, made.key),
    commit: made.commit,
    dirty: made.dirty ?? false,
    ...(maker === undefined || maker.diff === null ? {} : { patch: join(store.root, maker.diff) }),
    device: made.device,
    ...(made.threads === undefined ? {} : { threads: made.threads }),
    started: made.started,
    seconds: made.seconds,
    ...(store.accepted.has(key) ? { accepted: true } : {}),
    warnings: [...new Set([...(maker?.warnings ?? []), ...(made.warnings ?? [])])],
  } satisfies StageOrigin
})

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
  const stages = stagesByKey(plan)
  const measures = measuring(plan, table)
  const [task = ""] = column.name.split(".")
  const runs = plan.runs.filter((run) => run.subject === table.name && run.arm === arm)
  const stale = new Set((yield* acceptableOf(plan)).map(({ stage }) => stage.key))
  return yield* Effect.forEach(
    runs,
    Effect.fnUntraced(function* (run) {
      const own = measured.find(
        ({ seed, fold }) => seed === run.seed && (fold ?? null) === run.fold,
      )
      const asked = Object.entries(run.stages).flatMap(([role, key]) =>
        measures(run, role) && (taskOf(role) || pretrainingTask) === task ? [key] : [],
      )
      const keys = own === undefined ? asked : [own.run.key]
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
