import type { AnyDefinition, Component, Definition } from "../../dsl/component.ts"
import type { Fault } from "../../dsl/fault.ts"
import type { Fields, Values } from "../../dsl/field.ts"
import type { Objective } from "../../dsl/pretraining.ts"
import type { Arrays, Tensors, TensorSpecs, tf } from "../engine/index.ts"
import type { EncoderModel } from "../nn/encoderContract.ts"
import type { Parameters } from "../nn/layers/parameter.ts"
import type { Random } from "../random/random.ts"
import type { MaskImplementations } from "./maskContract.ts"

/** What an objective builds on. */
export interface ObjectiveContext {
  readonly encoder: EncoderModel
  /** Crops in a step. */
  readonly batch: number
  readonly masks: MaskImplementations
}

/** Images and what is drawn for them. */
export interface ImageInputs {
  /** [batch, d, h, w, c] */
  readonly image: tf.Tensor
  /** The inputs that the objective draws. */
  readonly drawn: Tensors
}

/** What a step computes its losses from: a batch, or a micro-batch of one. */
export interface StepInputs extends ImageInputs {
  /** The views of the images, the first of which is `image`; one where the model names no more. */
  readonly views: readonly tf.Tensor[]
  /** What was drawn for the whole batch. */
  readonly drawnForBatch: Tensors
  /** What earlier phases of the step have passed on for these images; constants. */
  readonly passed: Tensors
  /** The model's buffers as this step has updated them; constants. */
  readonly buffers: Tensors
}

/** A loss and its terms, unweighted scalars, to be recorded. */
export interface LossTerms {
  readonly loss: tf.Scalar
  readonly terms: Tensors
  /** Scalars that are logged with the gradients of terms, such as what each level adds to one. */
  readonly parts?: Tensors
}

/** A loss and what else is computed with it. */
export interface Losses extends LossTerms {
  /** What later phases of the step take as constants, [batch, ...]. */
  readonly passed?: Tensors
  /** What `batchLoss` computes its loss from, [batch, ...]. */
  readonly batchFeatures?: Tensors
}

/**
 * One optimiser's part of a step. Phases run in order, all at the weights before the step.
 */
export interface Phase {
  readonly name: string
  /** Whether this phase trains a parameter; each belongs to one phase, or to none and stays. */
  readonly trains: (parameter: string) => boolean
  /** Peak learning rate, where it is not the objective's. */
  readonly lr?: number
  /**
   * What each term weighs in the loss, of `losses` and of `batchLoss`: where the first phase says so, the
   * norm of each term's gradient at the encoder is logged now and then.
   */
  readonly termWeights?: {
    readonly losses: Readonly<Record<string, number>>
    readonly batchLoss: Readonly<Record<string, number>>
  }
  /** Losses at all weights, those of other phases included. */
  readonly losses: (weights: Tensors, inputs: StepInputs) => Losses
  /**
   * A loss that is no mean over crops, added to `losses`. It reads the `batchFeatures` of `losses`,
   * and of the weights the `head` alone, so that a step by micro-batches can still take it over the
   * batch.
   */
  readonly batchLoss?: (batchFeatures: Tensors, weights: Tensors, buffers: Tensors) => LossTerms
  /** Whether a parameter is for `batchLoss`, and not for `losses`; none by default. */
  readonly head?: (parameter: string) => boolean
}

/** Tensors that training changes without gradients. */
interface Buffers {
  /** For each buffer the parameter whose shape and first value it takes. */
  readonly copies: Readonly<Record<string, string>>
  /** The buffers of a step, from the weights and the buffers before it. */
  readonly update: (weights: Tensors, buffers: Tensors, scheduled: Tensors) => Tensors
}

/** Inputs that change with the progress of training, such as a momentum. */
interface Scheduled {
  readonly inputs: TensorSpecs
  /** Their values where a share of the steps, in [0, 1), is done. */
  readonly values: (done: number) => Arrays
}

/** What a reconstruction shows, each [batch, d, h, w, c]. */
export interface Reconstruction {
  readonly reconstruction: tf.Tensor
  /** The image as the encoder sees it, zero where masked. */
  readonly masked: tf.Tensor
  /** 1 where masked. */
  readonly mask: tf.Tensor
  /**
   * What is measured in place of image and reconstruction, where the model predicts something else than
   * intensities, such as normalised patches: what it was to predict, and what it predicts.
   */
  readonly measured?: { readonly target: tf.Tensor; readonly prediction: tf.Tensor }
}

/** Inputs of a step that were not drawn. */
export interface Given {
  readonly inputs: TensorSpecs
  readonly values: Arrays
}

/** An objective for an encoder and a batch size. */
export interface ObjectiveModel {
  /** Everything that trains; the encoder's parameters are named `encoder.` and their own name. */
  readonly parameters: Parameters
  /** What is drawn anew in every step. */
  readonly inputs: TensorSpecs
  /** Draws the inputs of a step; depends on the address of `random` alone. */
  readonly draw: (random: Random) => Arrays
  /** Views of each crop, augmented by themselves; 1 by default. */
  readonly views?: number
  readonly buffers?: Buffers
  readonly scheduled?: Scheduled
  readonly phases: readonly Phase[]
  /**
   * Whether every phase's `losses` is a mean over crops of what each gives by itself, and all that
   * is drawn has the crops as its first axis. Only then can a step go by micro-batches.
   */
  readonly separable?: boolean
  /** Absent where the objective reconstructs nothing. */
  readonly reconstruct: ((weights: Tensors, inputs: ImageInputs) => Reconstruction) | undefined
  /**
   * The inputs, in place of drawn ones, that hide positions (1 = hidden) in all modalities of every crop:
   * reconstructions of different objectives are measured where the same is hidden. Needed where the
   * objective reconstructs.
   */
  readonly hiding?: (hidden: Uint8Array) => Given
}

/** How an objective that trains is implemented. */
export interface TrainedObjective<O = Objective> {
  readonly definition: AnyDefinition
  readonly trains: true
  model(objective: O, context: ObjectiveContext): ObjectiveModel
  /** What keeps the objective from working on this encoder; `field` is where the objective stands. */
  faults?(objective: O, context: ObjectiveContext, field: string): readonly Fault[]
}

/** An objective without training: the encoder stays as it is initialised. */
export interface UntrainedObjective {
  readonly definition: AnyDefinition
  readonly trains: false
}

export type ObjectiveImplementation<O = Objective> = TrainedObjective<O> | UntrainedObjective

/** The default export of the module of an objective that trains. */
export const implementObjective = <Kind extends string, F extends Fields>(
  definition: Definition<"objective", Kind, F>,
  implementation: Omit<
    TrainedObjective<Component<"objective", Kind> & Values<F>>,
    "definition" | "trains"
  >,
): TrainedObjective<Component<"objective", Kind> & Values<F>> => ({
  definition,
  trains: true,
  ...implementation,
})

/** The default export of the module of an objective without training. */
export const implementUntrained = <Kind extends string, F extends Fields>(
  definition: Definition<"objective", Kind, F>,
): UntrainedObjective => ({ definition, trains: false })

/** Prefix of the encoder's parameters among an objective's. */
export const encoderPrefix = "encoder."
