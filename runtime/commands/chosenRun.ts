import { Effect, Option } from "effect"
import { suggestion } from "../../dsl/closest.ts"
import type { Planned } from "./planned.ts"
import { namedArms } from "../../dsl/target.ts"
import { refusal } from "../faults/refusal.ts"
import type { StageFacts } from "../stages/record.ts"
import { Store } from "../store/store.ts"

/** Which training of an experiment file is meant. */
export interface Which {
  readonly arm: Option.Option<string>
  readonly seed: Option.Option<number>
  readonly fold: Option.Option<number>
  readonly task: Option.Option<string>
}

export const refuse = (what: string, expected: string, hint: string) =>
  Effect.fail(refusal({ what, expected, hint }))

/** The folder of a stage of a plan that has run; else says how to run it, or that the plan has none of its kind. */
export const finishedStage = Effect.fnUntraced(function* (
  { plan, file }: Planned,
  key: string | undefined,
  { kind }: StageFacts,
  unplanned = `${kind} has not run yet`,
) {
  const { has, open } = yield* Store
  const stage = plan.stages.find((each) => each.key === key)
  if (stage !== undefined && (yield* has(stage))) return yield* open(stage)
  return yield* refuse(
    stage === undefined ? unplanned : `${stage.label} has not run yet`,
    "a finished stage",
    `run it: ablate run ${file} --only ${kind}`,
  )
})

/** The value asked for, or the only one there is. */
export const pick = Effect.fnUntraced(function* <A extends string | number>(
  flag: string,
  given: Option.Option<A>,
  values: readonly A[],
) {
  const all = [...new Set(values)]
  const [only] = all
  const choice = Option.isSome(given) ? given.value : all.length === 1 ? only : undefined
  const found = all.find((value) => value === choice)
  if (found !== undefined) return found
  const names = all.map(String)
  return yield* refuse(
    choice === undefined
      ? `the file has several values of --${flag}`
      : `--${flag} ${choice} is none of the file's`,
    names.join(", "),
    choice === undefined
      ? `choose one: --${flag} ${names[0] ?? ""}`
      : suggestion(String(choice), names),
  )
})

/** The arm and seed asked for, or the only ones there are, with the stages by role of each fold, or of all. */
export const runOf = Effect.fnUntraced(function* (
  { plan, targets }: Planned,
  which: Pick<Which, "arm" | "seed">,
) {
  const arm = yield* pick(
    "arm",
    which.arm,
    plan.runs.map((run) => run.arm),
  )
  const runs = plan.runs.filter((run) => run.arm === arm)
  const seed = yield* pick(
    "seed",
    which.seed,
    runs.map((run) => run.seed),
  )
  const experiment = namedArms(targets).get(arm)?.experiment
  if (experiment === undefined) throw new Error(`the plan has an arm ${arm}, the file has not`)
  const own = Map.groupBy(
    runs.filter((run) => run.seed === seed),
    ({ fold }) => fold,
  )
  const folds = [...own].map(([fold, same]) => ({
    fold,
    roles: new Map(same.flatMap(({ stages }) => Object.entries(stages))),
  }))
  return { arm, seed, experiment, folds }
})

/** The stages of the fold asked for, or of the only one there is; of all where nothing is divided. */
export const foldRoles = Effect.fnUntraced(function* (
  { folds }: Effect.Success<ReturnType<typeof runOf>>,
  given: Option.Option<number>,
) {
  const numbers = folds.flatMap(({ fold }) => fold ?? [])
  if (numbers.length === 0 && Option.isNone(given))
    return folds[0]?.roles ?? new Map<string, string>()
  const fold = yield* pick("fold", given, numbers)
  return folds.find((each) => each.fold === fold)?.roles ?? new Map<string, string>()
})
