import { Effect } from "effect"
import type { Target } from "../../dsl/target.ts"
import type { Run as Measuring } from "../../reports/file/cell.ts"
import type { Plan, Run } from "../plan/planStudy.ts"
import { taskOf } from "../plan/armStages.ts"
import type { Stage } from "../plan/stage.ts"
import type { StageFacts } from "../stages/record.ts"
import { Store } from "../store/store.ts"
import { stagesByKey } from "../plan/stagesByKey.ts"

/** An artifact that is there, and what it was made for. */
export interface Found {
  readonly stage: Stage
  /** Task it works for; empty where it works for all. */
  readonly task: string
  readonly arm: string
  readonly seed: number
  /** Fold of a cross-validation; null where there is none. */
  readonly fold: number | null
  readonly folder: string
  readonly commit: string | null
  readonly dirty: boolean
  /** Labels of the stages behind it, itself included, that an earlier code made. */
  readonly accepted: readonly string[]
  /** Threads that the stages behind it were computed with; empty where they are the same everywhere. */
  readonly threads: readonly number[]
}

/** What a reader needs to find it again. */
export const runOf = ({ stage, seed, commit, dirty, accepted, threads }: Found): Measuring => ({
  key: stage.key,
  stage: stage.label,
  seed,
  commit,
  dirty,
  ...(accepted.length === 0 ? {} : { accepted }),
  ...(threads.length === 0 ? {} : { threads }),
})

/** Whether a kind is one of some, by their records. */
export const isOneOf =
  (...records: readonly StageFacts[]) =>
  ({ kind }: StageFacts): boolean =>
    records.some((record) => record.kind === kind)

/** Stages that a stage reads, directly or not, and itself. */
export const lineOf = (stages: ReadonlyMap<string, Stage>, key: string): readonly Stage[] => {
  const line = new Set([key])
  for (const each of line)
    for (const input of Object.values(stages.get(each)?.inputs ?? {})) line.add(input)
  return [...line].flatMap((each) => stages.get(each) ?? [])
}

/** The artifacts of some kinds that the runs of a target have; those that are missing are left out. */
export const artifactsOf = Effect.fnUntraced(function* (
  plan: Plan,
  target: Target,
  isAsked: (record: StageFacts) => boolean,
) {
  const store = yield* Store
  const stages = stagesByKey(plan)
  const recorded = new Map<string, number | undefined>()
  /** Threads of a stage that computes on tensors; undefined of others, and where it is not told. */
  const threadsOf = Effect.fnUntraced(function* (stage: Stage) {
    if (!stage.configured.record.usesDevice) return undefined
    if (!recorded.has(stage.key))
      recorded.set(
        stage.key,
        yield* store.record(stage).pipe(
          Effect.map(({ threads }) => threads),
          Effect.catchTag("ArtifactMissing", () => Effect.succeed(undefined)),
        ),
      )
    return recorded.get(stage.key)
  })
  const look = Effect.fnUntraced(function* (run: Run, role: string, key: string) {
    const stage = stages.get(key)
    if (stage === undefined || !isAsked(stage.configured.record) || !(yield* store.has(stage)))
      return []
    const folder = yield* store.open(stage)
    const { commit, dirty } = yield* store.record(stage)
    const { arm, seed, fold } = run
    const line = lineOf(stages, key)
    const threads = [...new Set(yield* Effect.forEach(line, threadsOf))]
      .filter((count) => count !== undefined)
      .toSorted((a, b) => a - b)
    const accepted = line.filter((each) => store.accepted.has(each.key)).map(({ label }) => label)
    const found = { stage, task: taskOf(role), arm, seed, fold, folder, commit, accepted, threads }
    return [{ ...found, dirty: dirty ?? false }]
  })
  const found = yield* Effect.forEach(
    plan.runs.filter((run) => run.subject === target.name),
    (run) => Effect.forEach(Object.entries(run.stages), ([role, key]) => look(run, role, key)),
  )
  const all = found.flat(2)
  const isMixed = new Set(all.flatMap(({ threads }) => threads)).size > 1
  return isMixed ? all : all.map((one) => ({ ...one, threads: [] }))
})
