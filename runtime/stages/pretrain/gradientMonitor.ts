import { Effect, Exit, Scope } from "effect"
import { CurrentStage } from "../../current/currentStage.ts"
import {
  type Arrays,
  type Device,
  type EngineError,
  type Inputs,
  prepare,
  type Program,
} from "../../engine/index.ts"
import { exhaustedIn } from "../../faults/exhausted.ts"
import { chosen, prefixed, stripPrefix } from "../../nn/layers/names.ts"
import { normOf } from "../../pretraining/termGradients.ts"
import { encoderGradient } from "../history.ts"

const isOutOfMemory = (error: EngineError): boolean => exhaustedIn(error.message) !== null

/**
 * Measures the norm of each term's gradient at the encoder, and what goes into a term, by a program of
 * its own (`termGradientsProgram`): the steps of training compute the same, bit for bit, whether it is
 * asked or not. A number that is not finite is left out. Where there is no memory for it beside the training
 * it warns, frees what it holds and measures nothing from then on. Undefined where the objective does not
 * say what its terms weigh.
 */
export const gradientMonitor = Effect.fnUntraced(function* (
  program: Program | undefined,
  device: Device,
) {
  if (program === undefined) return undefined
  const { log } = yield* CurrentStage
  const scope = yield* Scope.fork(yield* Effect.scope)
  const opened = yield* Effect.cached(Scope.provide(prepare(program, device), scope))
  let isGivenUp = false
  const giveUp = Effect.gen(function* () {
    isGivenUp = true
    yield* Scope.close(scope, Exit.void)
    yield* Effect.logWarning(
      `the ${program.name} are not measured any more: they need more memory than there is beside the training`,
    )
    return {}
  })
  const measured = Effect.fnUntraced(function* (state: Arrays, inputs: Inputs) {
    const prepared = yield* opened
    yield* prepared.load(chosen(state, (name) => name in program.state))
    const outputs = yield* prepared.step(chosen(inputs, (name) => name in program.inputs))
    const numbers = Object.entries({
      ...prefixed(encoderGradient, stripPrefix(normOf, outputs)),
      ...chosen(outputs, (name) => !name.startsWith(normOf)),
    }).flatMap(([name, [value]]): [string, number][] =>
      value !== undefined && Number.isFinite(value) ? [[name, value]] : [],
    )
    yield* log(numbers.map(([name, value]) => `${name} ${value.toPrecision(3)}`).join(", "))
    return Object.fromEntries(numbers)
  })
  return Effect.fnUntraced(function* (
    state: Arrays,
    inputs: Inputs,
  ): Effect.fn.Return<Readonly<Record<string, number>>, EngineError> {
    if (isGivenUp) return {}
    return yield* Effect.catchIf(measured(state, inputs), isOutOfMemory, () => giveUp)
  })
})
