import { Effect, Predicate, type Scope } from "effect"
import { type Fault } from "../../dsl/fault.ts"
import { implementationUrl } from "../implementations/implementation.ts"
import type { CurrentStage } from "../current/currentStage.ts"
import type { Stopped } from "../current/stopped.ts"
import { refusal } from "../faults/refusal.ts"

/** An error that says everything that is wrong. */
interface WithFaults {
  readonly _tag: string
  readonly faults: readonly Fault[]
}

/** What a stage does: the default export of its body. */
type Body = (
  settings: object,
  seed: number,
) => Effect.Effect<void, WithFaults | Stopped, CurrentStage | Scope.Scope>

/** Settings are written by the runner, from a plan whose experiment was checked. */
const isBody = (value: unknown): value is Body => Predicate.isFunction(value)

/**
 * Does the work of a stage, whose body is the module at an address (`ablate:stages/KIND/body`, or a
 * file:// URL). Only that one is loaded: a worker that lists files needs no engine.
 */
export const runBody = Effect.fnUntraced(function* (
  address: string,
  settings: object,
  seed: number | null,
): Effect.fn.Return<void, WithFaults | Stopped, CurrentStage | Scope.Scope> {
  const module = yield* Effect.promise(
    (): Promise<Readonly<Record<string, unknown>>> => import(implementationUrl(address)),
  )
  const body = module["default"]
  if (!isBody(body))
    return yield* refusal({
      what: `${address} has no body of a stage as its default export`,
      expected: "export default Effect.fn(...)(function* (settings, seed) { ... })",
    })
  yield* body(settings, seed ?? 0)
})
