import type { AnyDefinition, Component } from "../../../dsl/component.ts"
import type { Fields, Values } from "../../../dsl/field.ts"
import type { TaskDefinition } from "../../../dsl/tasks/family.ts"
import type { MaskTask } from "../../../dsl/tasks/mask.ts"
import type { ProbabilityTask } from "../../../dsl/tasks/probability.ts"
import type { ValueTask } from "../../../dsl/tasks/value.ts"
import type { tf } from "../../engine/index.ts"

/** A task as far as it decides what is learnt: its metrics do not. */
export type Unmeasured<T> = T extends unknown ? Omit<T, "metrics"> : never

type NotLearnt = "metrics" | "overlap" | "blending" | "rule"

/** A task of regions as far as it decides what is learnt: how predictions are put together does not. */
export type LearntMaskTask = Omit<MaskTask, NotLearnt>

/** How a task that segments regions learns. */
export interface MaskTaskImplementation<T = LearntMaskTask> {
  readonly definition: AnyDefinition
  /**
   * Terms of the loss of a step, a scalar each, of logits [b, d, h, w, r] and truths of 0 and 1 of the
   * same shape. Where the network puts out several scales, the terms of each are summed by its share.
   */
  terms(
    this: void,
    task: T,
    logits: tf.Tensor,
    truths: tf.Tensor,
  ): Readonly<Record<string, tf.Tensor>>
  /** Weights of the terms in the loss, by name; 1 of those that are left out. */
  weights?(this: void, task: T): Readonly<Record<string, number>>
}

/** How a task that predicts the probability of a class learns. */
export interface ProbabilityTaskImplementation<T = Unmeasured<ProbabilityTask>> {
  readonly definition: AnyDefinition
  /** The loss of a step, a scalar, of logits [b], whose sigmoid is the prediction, and truths [b] of 0 and 1. */
  loss(this: void, task: T, logits: tf.Tensor1D, truths: tf.Tensor1D): tf.Scalar
}

/** How a task that predicts a number of each subject learns. */
export interface ValueTaskImplementation<T = Unmeasured<ValueTask>> {
  readonly definition: AnyDefinition
  /**
   * From the network's output [b] to predictions [b]: the identity where it is left out. Where the
   * task standardizes, a prediction is in units of the training truths' deviation, off their mean.
   */
  activation?(this: void, task: T, outputs: tf.Tensor1D): tf.Tensor1D
  /** The loss of a step, a scalar, of predictions [b] and truths [b]. */
  loss(this: void, task: T, predictions: tf.Tensor1D, truths: tf.Tensor1D): tf.Scalar
}

type Learnt<Kind extends string, F extends Fields> = Component<"task", Kind> &
  Omit<Values<F>, "metrics">
type LearntMasks<Kind extends string, F extends Fields> = Component<"task", Kind> &
  Omit<Values<F>, NotLearnt>

/** Ties the loss of a task to its definition; export it as the module's default. */
export function implementTask<Kind extends string, F extends Fields>(
  definition: TaskDefinition<Kind, "masks", F>,
  implementation: Omit<MaskTaskImplementation<LearntMasks<Kind, F>>, "definition">,
): MaskTaskImplementation<LearntMasks<Kind, F>>
export function implementTask<Kind extends string, F extends Fields>(
  definition: TaskDefinition<Kind, "probability", F>,
  implementation: Omit<ProbabilityTaskImplementation<Learnt<Kind, F>>, "definition">,
): ProbabilityTaskImplementation<Learnt<Kind, F>>
export function implementTask<Kind extends string, F extends Fields>(
  definition: TaskDefinition<Kind, "value", F>,
  implementation: Omit<ValueTaskImplementation<Learnt<Kind, F>>, "definition">,
): ValueTaskImplementation<Learnt<Kind, F>>
export function implementTask<I extends object>(definition: AnyDefinition, implementation: I) {
  return { definition, ...implementation }
}
