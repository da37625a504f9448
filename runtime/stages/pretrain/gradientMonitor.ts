import { Effect } from "effect"
import { CurrentStage } from "../../current/currentStage.ts"
import { type Arrays, type Device, prepare, type Program } from "../../engine/index.ts"
import { chosen, prefixed, stripPrefix } from "../../nn/layers/names.ts"
import { normOf } from "../../pretraining/termGradients.ts"
import { encoderGradient } from "../history.ts"

/**
 * Measures the norm of each term's gradient at the encoder, and what goes into a term, by a program of
 * its own (`termGradientsProgram`): the steps of training compute the same, bit for bit, whether it is
 * asked or not. A number that is not finite is left out. Undefined where the objective does not say what
 * its terms weigh.
 */
export const gradientMonitor = Effect.fnUntraced(function* (
  program: Program | undefined,
  device: Device,
) {
  if (program === undefined) return undefined
  const { log } = yield* CurrentStage
  const prepared = yield* prepare(program, device)
  return Effect.fnUntraced(function* (state: Arrays, inputs: Arrays) {
    yield* prepared.load(chosen(state, (name) => name in program.state))
    const outputs = yield* prepared.step(chosen(inputs, (name) => name in program.inputs))
    const measured = Object.entries({
      ...prefixed(encoderGradient, stripPrefix(normOf, outputs)),
      ...chosen(outputs, (name) => !name.startsWith(normOf)),
    }).flatMap(([name, [value]]): [string, number][] =>
      value !== undefined && Number.isFinite(value) ? [[name, value]] : [],
    )
    yield* log(measured.map(([name, value]) => `${name} ${value.toPrecision(3)}`).join(", "))
    return Object.fromEntries(measured)
  })
})
