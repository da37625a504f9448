import type { AnyDefinition, Component } from "../../dsl/component.ts"
import type { Fields, Values } from "../../dsl/field.ts"
import type { ValueTask, ValueTaskDefinition } from "../../dsl/tasks/family.ts"
import type { tf } from "../engine/index.ts"

/** The metrics of a task do not change how it is learnt. */
type Unmeasured = Omit<ValueTask, "metrics">

/** How a task that predicts a number of each subject is made true. */
export interface ValueTaskImplementation<T = Unmeasured> {
  readonly definition: AnyDefinition
  /**
   * From the network's output [b] to predictions [b]: the identity where it is left out. Where the
   * task standardizes, a prediction is in units of the training truths' deviation, off their mean.
   */
  activation?(task: T, outputs: tf.Tensor1D): tf.Tensor1D
  /** The loss of a step, a scalar, of predictions [b] and truths [b]. */
  loss(task: T, predictions: tf.Tensor1D, truths: tf.Tensor1D): tf.Scalar
}

/** Ties the loss of a task to its definition; export it as the module's default. */
export const implementTask = <Kind extends string, F extends Fields>(
  definition: ValueTaskDefinition<Kind, F>,
  implementation: Omit<
    ValueTaskImplementation<Component<"task", Kind> & Omit<Values<F>, "metrics">>,
    "definition"
  >,
): ValueTaskImplementation<Component<"task", Kind> & Omit<Values<F>, "metrics">> => ({
  definition,
  ...implementation,
})
