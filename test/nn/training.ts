import { Effect } from "effect"
import { adam } from "../../dsl/optimizer.ts"
import {
  binaryCrossEntropyWithLogits,
  type Device,
  prepare,
  type Program,
  tf,
} from "../../runtime/engine/index.ts"
import type { NetworkContext, SegmentationModel } from "../../runtime/nn/contract.ts"
import { initialize } from "../../runtime/nn/layers/initialize.ts"
import { specsOf } from "../../runtime/nn/layers/parameter.ts"
import { trainingOutput, truthAt } from "../../runtime/nn/networks/trainingOutput.ts"
import { random } from "../../runtime/random/random.ts"
import { optimizerStep } from "../../runtime/training/gradientStep.ts"
import adamOptimizer from "../../runtime/training/optimizers/adam.ts"
import { hashed } from "./hashed.ts"

const optimizer = adam({ lr: 1e-3 })

/**
 * Binary cross-entropy of each of some steps of Adam at 1e-3, on one crop whose truth is where its
 * first channel is above zero; and the names of parameters that no gradient has reached.
 */
export const trained = (
  model: SegmentationModel,
  { encoder, channels, outputs }: NetworkContext,
  steps: number,
  device: Device = { kind: "cpu", threads: 1 },
): Promise<{
  readonly losses: readonly number[]
  readonly unreached: readonly string[]
}> => {
  const buffers = model.buffers ?? {}
  const weightSpecs = specsOf(model.parameters)
  const moments = adamOptimizer.state(weightSpecs)
  const program: Program = {
    name: "training",
    state: { ...weightSpecs, ...specsOf(buffers), ...moments },
    inputs: {
      image: { shape: [1, ...encoder.crop, channels], dtype: "float32" },
      ...adamOptimizer.inputs,
    },
    body: (state, inputs) => {
      const image = inputs["image"]!
      const first = tf.slice(image, [0, 0, 0, 0, 0], [1, ...encoder.crop, 1])
      const truth = tf.tile(tf.cast(tf.greater(first, 0), "float32"), [1, 1, 1, 1, outputs])
      const kept = Object.keys(buffers).map((name) => [name, state[name]!] as const)
      const step = optimizerStep({
        optimizer,
        implementation: adamOptimizer,
        weights: Object.fromEntries(Object.keys(weightSpecs).map((name) => [name, state[name]!])),
        state,
        inputs,
        loss: (weights) => {
          const network = { ...weights, ...Object.fromEntries(kept) }
          const { scales, buffers: aux } = trainingOutput(model, { encoder: {}, network }, image)
          const terms = scales.map(({ logits, weight }) =>
            tf.mul(tf.mean(binaryCrossEntropyWithLogits(logits, truthAt(truth, logits))), weight),
          )
          return { loss: tf.sum<tf.Scalar>(tf.stack(terms)), aux }
        },
      })
      return { state: { ...step.state, ...step.aux }, outputs: { loss: step.loss } }
    },
  }
  const size = encoder.crop.reduce((product, axis) => product * axis, channels)
  const image = Float32Array.from(hashed(1, size))
  const zeros = Object.entries(moments).map(([name, { shape }]) => [
    name,
    new Float32Array(shape.reduce((product, axis) => product * axis, 1)),
  ])
  const run = Effect.gen(function* () {
    const prepared = yield* prepare(program, device)
    yield* prepared.load({
      ...Object.fromEntries(zeros),
      ...initialize({ ...model.parameters, ...buffers }, random(0)),
    })
    const losses: number[] = []
    for (let step = 1; step <= steps; step++) {
      const rates = adamOptimizer.inputValues(optimizer, step, optimizer.lr)
      const { loss } = yield* prepared.step({ image, ...rates })
      losses.push(loss?.[0] ?? Number.NaN)
    }
    const after = yield* prepared.save()
    return {
      losses,
      unreached: Object.keys(model.parameters).filter((name) =>
        (after[`v:${name}`] ?? new Float32Array(1)).every((moment) => moment === 0),
      ),
    }
  })
  return Effect.runPromise(Effect.scoped(run))
}

/** Whether ten steps on one crop lower the loss by a tenth, and the parameters that they do not reach. */
export const learning = async (model: SegmentationModel, context: NetworkContext) => {
  const { losses, unreached } = await trained(model, context, 10)
  return { learns: (losses.at(-1) ?? Number.NaN) < 0.9 * (losses[0] ?? 0), unreached }
}
