import { Effect, Predicate, type Scope } from "effect"
import type { Fault } from "../../dsl/index.ts"
import type { SettingsOf } from "../plan/settings.ts"
import type { StageKind } from "../plan/stage.ts"
import type { CurrentStage } from "./context.ts"
import type { Stopped } from "./stopped.ts"

/** An error that says everything that is wrong. */
interface WithFaults {
  readonly _tag: string
  readonly faults: readonly Fault[]
}

/** What a stage does. */
type Body<Kind extends StageKind> = (
  settings: SettingsOf[Kind],
  seed: number,
) => Effect.Effect<void, WithFaults | Stopped, CurrentStage | Scope.Scope>

/** Loaded one at a time: a worker that only lists files needs no engine. */
const bodies: { readonly [Kind in StageKind]: () => Promise<{ readonly default: Body<Kind> }> } = {
  index: () => import("./index.ts"),
  preprocess: () => import("./preprocess.ts"),
  pretrain: () => import("./pretrain.ts"),
  reconstruct: () => import("./reconstruct.ts"),
  finetune: () => import("./finetune.ts"),
  predict: () => import("./predict.ts"),
  embed: () => import("./embed.ts"),
  probe: () => import("./probe.ts"),
  classify: () => import("./classify.ts"),
  score: () => import("./score.ts"),
}

/** Settings are written by the runner, from a plan whose experiment was checked. */
export const isSettings = (settings: unknown): settings is SettingsOf[StageKind] =>
  Predicate.isObject(settings)

/** Does the work of a stage. */
export const runBody = Effect.fnUntraced(function* <Kind extends StageKind>(
  kind: Kind,
  settings: SettingsOf[Kind],
  seed: number | null,
): Effect.fn.Return<void, WithFaults | Stopped, CurrentStage | Scope.Scope> {
  const body = yield* Effect.promise(bodies[kind])
  yield* body.default(settings, seed ?? 0)
})
