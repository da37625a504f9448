import { ConfigProvider, Effect, Layer, Logger } from "effect"
import {
  type Arrays,
  type Device,
  gelu,
  linear,
  prepare,
  type Program,
  type Tensors,
  tf,
  valueAndGradients,
} from "../../../runtime/engine/index.ts"
import { random } from "../../../runtime/random/random.ts"
import { drawn, float32 } from "../agreement.ts"

/** Chooses how weights are updated; warnings go into `warnings`. */
export const updatedBy = (
  update: "loops" | "nodes",
  warnings: unknown[] = [],
): Layer.Layer<never> =>
  Layer.mergeAll(
    ConfigProvider.layer(ConfigProvider.fromUnknown({ ABLATE_UPDATE: update })),
    Logger.layer([Logger.make(({ message }) => void warnings.push(message))]),
  )

const weights = { w1: float32(160, 128), w2: float32(128, 160) }

/**
 * Two layers learn with momentum, without clipping. Each weight is read by its layer's input
 * gradient, which no update depends on by itself; both are large enough for their new values
 * to lie where the old ones do.
 */
export const momentum: Program = {
  name: "momentum",
  state: { ...weights, "m:w1": weights.w1, "m:w2": weights.w2 },
  inputs: { x: float32(16, 160), rate: float32() },
  body: (state, { x, rate }) => {
    const both: Tensors = { w1: state["w1"]!, w2: state["w2"]! }
    const { loss, gradients } = valueAndGradients(both, (p) => {
      const hidden = gelu(linear(x!, p["w1"]!))
      return { loss: tf.mean<tf.Scalar>(tf.square(tf.sub(linear(hidden, p["w2"]!), x!))) }
    })
    const next: Record<string, tf.Tensor> = {}
    for (const name of Object.keys(weights)) {
      const m = tf.add(tf.mul(state[`m:${name}`]!, 0.9), gradients[name]!)
      next[`m:${name}`] = m
      next[name] = tf.sub(tf.mul(state[name]!, 0.999), tf.mul(m, rate!))
    }
    return { state: next, outputs: { loss } }
  },
}

/** Drawn state and the inputs of each step. */
export const drawnFor = (program: Program, steps: number) => ({
  initial: drawn(program.state, random(5, "initial")),
  inputs: Array.from({ length: steps }, (_, step) => ({
    ...drawn(program.inputs, random(5, "inputs", step)),
    ...("rate" in program.inputs ? { rate: Float32Array.of(0.01) } : {}),
  })),
})

/** Outputs of each step and the state after the last one, from drawn state and inputs. */
export const stepsOf = (
  program: Program,
  device: Device,
  steps: number,
): Promise<{ readonly outputs: readonly Arrays[]; readonly state: Arrays }> =>
  Effect.runPromise(
    Effect.scoped(
      Effect.gen(function* () {
        const { initial, inputs } = drawnFor(program, steps)
        const prepared = yield* prepare(program, device)
        yield* prepared.load(initial)
        const outputs: Arrays[] = []
        for (const arrays of inputs) outputs.push(yield* prepared.step(arrays))
        return { outputs, state: yield* prepared.save() }
      }),
    ),
  )
