import type { Optimizer } from "../../dsl/optimizer.ts"
import type { Arrays, Program, Tensors, TensorSpecs } from "../engine/index.ts"
import { initialize } from "../nn/initialize.ts"
import { below, chosen, prefixed } from "../nn/names.ts"
import { specsOf } from "../nn/parameter.ts"
import { channelsLast } from "../nn/volumeOrder.ts"
import { weightsAt } from "../nn/weights.ts"
import type { Random } from "../random/random.ts"
import { computedAfter, microBatches } from "../training/microBatches.ts"
import { type OptimizerImplementation, gradientStep } from "../training/optimizer.ts"
import type { ObjectiveContext, ObjectiveModel, Phase } from "./contract.ts"
import { phaseGradients } from "./phaseGradients.ts"

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
  /** The micro-batches' inputs; those of a later phase come after all of an earlier one. */
  readonly parts: readonly Tensors[]
  /** What phases have passed on, for each micro-batch. */
  readonly passed: readonly Tensors[]
}

/**
 * One step of pre-training. Inputs: `image` [batch, c, d, h, w], what the objective draws, and what
 * `stepInputs` gives. Outputs, all scalars: `loss` of the first phase, each term of each phase by
 * its name, and `gradientNorm.PHASE`, before clipping. `microBatch` crops go through the network at
 * a time, all of the batch where it is null.
 */
export const pretrainingProgram = (
  name: string,
  model: ObjectiveModel,
  context: ObjectiveContext,
  { optimizer, implementation }: WithOptimizer,
  microBatch: number | null = null,
): Program => {
  const weightSpecs = specsOf(model.parameters)
  const isDrawn = (input: string): boolean => input in model.inputs
  const run = (state: Tensors, inputs: Tensors) => {
    const drawnForBatch = chosen(inputs, isDrawn)
    const weights = chosen(state, (entry) => entry in model.parameters)
    return ({ state: changed, outputs, parts, passed }: Progress, phase: Phase): Progress => {
      const trained = chosen(weights, phase.trains)
      const { loss, terms, gradients, ...made } = phaseGradients(
        phase,
        trained,
        parts,
        (current, part, index) =>
          phase.losses(
            { ...weights, ...current },
            {
              image: channelsLast(weightsAt(part)("image")),
              drawn: chosen(part, isDrawn),
              drawnForBatch,
              passed: passed[index] ?? {},
            },
          ),
      )
      const { gradientNorm, state: after } = gradientStep({
        optimizer,
        implementation,
        weights: trained,
        gradients,
        state,
        inputs: below(prefixOf(phase), inputs),
      })
      return {
        state: { ...changed, ...after },
        outputs: { loss, ...outputs, ...terms, [`gradientNorm.${phase.name}`]: gradientNorm },
        parts:
          parts.length === 1
            ? parts
            : parts.map((part) => computedAfter(Object.values(gradients), part)),
        passed: parts.map((_, index) => ({ ...passed[index], ...made.passed[index] })),
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
      const batch = chosen(inputs, (input) => input === "image" || isDrawn(input))
      const parts = microBatches(batch, context.batch, microBatch)
      const start: Progress = { state: {}, outputs: {}, parts, passed: [] }
      const { state: after, outputs } = model.phases.reduce(run(state, inputs), start)
      return { state: after, outputs }
    },
  }
}
