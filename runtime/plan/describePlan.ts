import { missingStages } from "./missing.ts"
import { countKinds, kindsOf, type CountOf, type Plan } from "./planStudy.ts"
import { stagesByKey } from "./stagesByKey.ts"

/** How many stages of a kind there are, and how many are left; `total` for all kinds. */
export interface KindRow {
  readonly kind: string
  /** If every arm and seed ran by itself. */
  readonly naive: number
  /** Equal stages counted once. */
  readonly different: number
  readonly done: number
  /** Stages not done that something still to be made needs. */
  readonly toRun: number
}

/** One arm at one seed with its stages by role. */
interface ArmRow {
  readonly subject: string
  readonly arm: string
  readonly seed: number
  /** Fold of a cross-validation; null where there is none. */
  readonly fold: number | null
  readonly stages: readonly {
    readonly role: string
    readonly key: string
    readonly label: string
    readonly state: "done" | "to run" | "not needed"
    /** Whether other arms use it too. */
    readonly shared: boolean
  }[]
}

/** A plan as rows for a table and for JSON. */
export interface PlanDescription {
  readonly kinds: readonly KindRow[]
  readonly total: KindRow
  readonly arms: readonly ArmRow[]
}

/** What a plan holds, given the keys that the store has. */
export const describePlan = (plan: Plan, done: ReadonlySet<string>): PlanDescription => {
  const missing = missingStages(plan, done)
  const toRun = new Set(missing.map((stage) => stage.key))
  const byKey = stagesByKey(plan)
  const count: Readonly<Record<"different" | "done" | "toRun", CountOf>> = {
    different: countKinds(plan.stages.map((stage) => stage.kind)),
    done: countKinds(plan.stages.filter(({ key }) => done.has(key)).map(({ kind }) => kind)),
    toRun: countKinds(missing.map((stage) => stage.kind)),
  }
  const kinds = kindsOf(plan).map(({ kind }) => ({
    kind,
    naive: plan.naive.get(kind) ?? 0,
    different: count.different.get(kind) ?? 0,
    done: count.done.get(kind) ?? 0,
    toRun: count.toRun.get(kind) ?? 0,
  }))
  const sum = (of: (row: KindRow) => number) => kinds.reduce((total, row) => total + of(row), 0)
  return {
    kinds,
    total: {
      kind: "total",
      naive: sum((row) => row.naive),
      different: sum((row) => row.different),
      done: sum((row) => row.done),
      toRun: sum((row) => row.toRun),
    },
    arms: plan.runs.map(({ subject, arm, seed, fold, stages }) => ({
      subject,
      arm,
      seed,
      fold,
      stages: Object.entries(stages).flatMap(([role, key]) => {
        const stage = byKey.get(key)
        if (stage === undefined) return []
        const state = done.has(key) ? "done" : toRun.has(key) ? "to run" : "not needed"
        return [{ role, key, label: stage.label, state, shared: stage.arms.length > 1 }] as const
      }),
    })),
  }
}
