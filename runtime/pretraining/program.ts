import type { Arrays, Program, Tensors, TensorSpecs } from "../engine/index.ts"
import { imageSpec } from "../nn/imageSpec.ts"
import { initialize } from "../nn/layers/initialize.ts"
import { stripPrefix, chosen, prefixed } from "../nn/layers/names.ts"
import { specsOf } from "../nn/layers/parameter.ts"
import { misfit } from "../nn/outputShape.ts"
import type { Random } from "../random/random.ts"
import { computedAfter, microBatches } from "../training/microBatches.ts"
import { gradientStep } from "../training/gradientStep.ts"
import type { WithOptimizer } from "../training/optimizers/contract.ts"
import type { ObjectiveContext, ObjectiveModel, Phase } from "./contract.ts"
import { phaseGradients } from "./phaseGradients.ts"
import { phaseLosses } from "./phaseLosses.ts"
import { viewInputs } from "./viewInputs.ts"
import { zeroState } from "../training/zeroState.ts"

const prefixOf = ({ name }: Phase): string => `${name}.`

const copiesOf = ({ buffers }: ObjectiveModel): readonly (readonly [string, string])[] =>
  Object.entries(buffers?.copies ?? {})

/** Every buffer, as declared by the parameter that it is a copy of. */
export const bufferSpecs = (model: ObjectiveModel): TensorSpecs => {
  const weights = specsOf(model.parameters)
  return Object.fromEntries(
    copiesOf(model).map(([buffer, parameter]) => [buffer, weights[parameter]!]),
  )
}

/**
 * The state before the first step: drawn weights, and buffers equal to them; the optimiser's own
 * state is zero.
 */
export const initialState = (
  model: ObjectiveModel,
  { implementation }: WithOptimizer,
  random: Random,
): Arrays => {
  const weights = initialize(model.parameters, random)
  return {
    ...zeroState(implementation.state(specsOf(model.parameters))),
    ...weights,
    ...Object.fromEntries(
      copiesOf(model).map(([buffer, parameter]) => [buffer, weights[parameter]!.slice()]),
    ),
  }
}

const scheduledValues = ({ scheduled }: ObjectiveModel, done: number | undefined): Arrays => {
  if (scheduled === undefined) return {}
  if (done === undefined)
    throw new Error("an objective with a schedule needs the share of the steps done")
  return scheduled.values(done)
}

/**
 * The inputs of a step (counted from 1) besides images and draws: the optimiser's, where `factor` is
 * the schedule's share of the peak learning rate; and the objective's, where `done` is the share of
 * the steps before this one. Only an objective with a schedule needs `done`.
 */
export const stepInputs = (
  model: ObjectiveModel,
  { optimizer, implementation }: WithOptimizer,
  step: number,
  factor: number,
  done?: number,
): Arrays =>
  Object.assign(
    scheduledValues(model, done),
    ...model.phases.map((phase) => {
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
 * One step of pre-training. Inputs: `image` and the further views, each [batch, c, d, h, w], what the
 * objective draws, and what `stepInputs` gives. Outputs, all scalars: `loss` of the first phase, each
 * term of each phase by its name, and `gradientNorm.PHASE`, before clipping. `microBatch` crops go through the network at
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
  const { image } = imageSpec(context.encoder, context.batch)
  const views = viewInputs(model)
  const copies = bufferSpecs(model)
  const scheduled = model.scheduled?.inputs ?? {}
  const isDrawn = (input: string): boolean => input in model.inputs
  const weightsOf = (state: Tensors): Tensors => chosen(state, (name) => name in model.parameters)
  const run = (state: Tensors, inputs: Tensors, buffers: Tensors) => {
    const drawnForBatch = chosen(inputs, isDrawn)
    const weights = weightsOf(state)
    return ({ state: changed, outputs, parts, passed }: Progress, phase: Phase): Progress => {
      const trained = chosen(weights, phase.trains)
      const losses = phaseLosses(model, phase, { weights, drawnForBatch, passed, buffers })
      const { loss, terms, gradients, ...made } = phaseGradients(losses, trained, parts)
      const twice = Object.keys(terms).find((term) => term in outputs)
      if (twice !== undefined)
        throw misfit(`the name of a term of the phase ${phase.name}`, phase.losses, twice, {
          expected: "a name that no phase before has recorded",
          hint: "this function returns it: rename the term",
        })
      const { gradientNorm, state: after } = gradientStep({
        optimizer,
        implementation,
        weights: trained,
        gradients,
        state,
        inputs: stripPrefix(prefixOf(phase), inputs),
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
    batch: context.batch,
    state: { ...weightSpecs, ...copies, ...implementation.state(weightSpecs) },
    inputs: {
      ...Object.fromEntries(views.map((view) => [view, image])),
      ...model.inputs,
      ...scheduled,
      ...Object.assign(
        {},
        ...model.phases.map((phase) => prefixed(prefixOf(phase), implementation.inputs)),
      ),
    },
    body: (state, inputs) => {
      const batch = chosen(inputs, (input) => views.includes(input) || isDrawn(input))
      const parts = microBatches(batch, context.batch, microBatch)
      const buffers =
        model.buffers?.update(
          weightsOf(state),
          chosen(state, (entry) => entry in copies),
          chosen(inputs, (input) => input in scheduled),
        ) ?? {}
      const start: Progress = { state: buffers, outputs: {}, parts, passed: [] }
      const { state: after, outputs } = model.phases.reduce(run(state, inputs, buffers), start)
      return { state: after, outputs }
    },
  }
}
