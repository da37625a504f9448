import type { Optimizer } from "../../dsl/optimizer.ts"
import type { Arrays, Program, Tensors, TensorSpecs, tf } from "../engine/index.ts"
import { initialize } from "../nn/initialize.ts"
import { below, chosen, prefixed } from "../nn/names.ts"
import { specsOf } from "../nn/parameter.ts"
import { channelsLast } from "../nn/volumeOrder.ts"
import { weightsAt } from "../nn/weights.ts"
import type { Random } from "../random/random.ts"
import { type OptimizerImplementation, optimizerStep } from "../training/optimizer.ts"
import type { ObjectiveContext, ObjectiveModel, Phase } from "./contract.ts"

/** An optimiser with its implementation. */
export interface WithOptimizer {
  readonly optimizer: Optimizer
  readonly implementation: OptimizerImplementation
}

/** The image input of a program: [batch, c, d, h, w], the order of volumes in memory. */
export const imageSpec = ({ encoder, batch }: ObjectiveContext): TensorSpecs => ({
  image: { shape: [batch, encoder.channels, ...encoder.crop], dtype: "float32" },
})

const prefixOf = ({ name }: Phase): string => `${name}.`

const zerosFor = (specs: TensorSpecs): Arrays =>
  Object.fromEntries(
    Object.entries(specs).map(([name, { shape }]) => [
      name,
      new Float32Array(shape.reduce((size, axis) => size * axis, 1)),
    ]),
  )

/** The state before the first step: drawn weights; the optimiser's own state is zero. */
export const initialState = (
  { parameters }: ObjectiveModel,
  { implementation }: WithOptimizer,
  random: Random,
): Arrays => ({
  ...zerosFor(implementation.state(specsOf(parameters))),
  ...initialize(parameters, random),
})

/**
 * The optimiser's inputs of a step (counted from 1); `factor` is the schedule's share of the peak
 * learning rate.
 */
export const stepInputs = (
  { phases }: ObjectiveModel,
  { optimizer, implementation }: WithOptimizer,
  step: number,
  factor: number,
): Arrays =>
  Object.assign(
    {},
    ...phases.map((phase) => {
      const rate = factor * (phase.lr ?? optimizer.lr)
      return prefixed(prefixOf(phase), implementation.inputValues(optimizer, step, rate))
    }),
  )

/** What the phases of a step have given so far. */
interface Progress {
  readonly state: Tensors
  readonly outputs: Tensors
  readonly passed: Tensors
}

/**
 * One step of pre-training. Inputs: `image` [batch, c, d, h, w], what the objective draws, and what
 * `stepInputs` gives. Outputs, all scalars: `loss` of the first phase, each term of each phase by
 * its name, and `gradientNorm.PHASE`, before clipping.
 */
export const pretrainingProgram = (
  name: string,
  model: ObjectiveModel,
  context: ObjectiveContext,
  { optimizer, implementation }: WithOptimizer,
): Program => {
  const weightSpecs = specsOf(model.parameters)
  const run = (state: Tensors, inputs: Tensors) => {
    const image = channelsLast(weightsAt(inputs)("image"))
    const drawn = chosen(inputs, (input) => input in model.inputs)
    const weights = chosen(state, (entry) => entry in model.parameters)
    return (before: Progress, phase: Phase): Progress => {
      const {
        loss,
        aux,
        gradientNorm,
        state: after,
      } = optimizerStep({
        optimizer,
        implementation,
        weights: chosen(weights, phase.trains),
        state,
        inputs: below(prefixOf(phase), inputs),
        loss: (trained) => {
          const { passed } = before
          const losses = phase.losses({ ...weights, ...trained }, { image, drawn, passed })
          const kept: Readonly<Record<string, tf.Tensor>> = losses.passed ?? {}
          return {
            loss: losses.loss,
            aux: { ...prefixed("term:", losses.terms), ...prefixed("passed:", kept) },
          }
        },
      })
      return {
        state: { ...before.state, ...after },
        outputs: {
          loss,
          ...before.outputs,
          ...below("term:", aux),
          [`gradientNorm.${phase.name}`]: gradientNorm,
        },
        passed: { ...before.passed, ...below("passed:", aux) },
      }
    }
  }
  return {
    name,
    state: { ...weightSpecs, ...implementation.state(weightSpecs) },
    inputs: {
      ...imageSpec(context),
      ...model.inputs,
      ...Object.assign(
        {},
        ...model.phases.map((phase) => prefixed(prefixOf(phase), implementation.inputs)),
      ),
    },
    body: (state, inputs) => {
      const start: Progress = { state: {}, outputs: {}, passed: {} }
      const { state: after, outputs } = model.phases.reduce(run(state, inputs), start)
      return { state: after, outputs }
    },
  }
}
