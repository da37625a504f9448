import type { AnyDefinition, Component, Definition } from "../../../dsl/component.ts"
import type { Fields, Values } from "../../../dsl/field.ts"
import type { Optimizer } from "../../../dsl/optimizers/family.ts"
import type { Arrays, Tensors, TensorSpecs } from "../../engine/index.ts"

/** What one update reads. */
interface Update {
  readonly weights: Tensors
  /** One for each weight. */
  readonly gradients: Tensors
  /** The optimiser's own state for these weights. */
  readonly state: Tensors
  readonly inputs: Tensors
}

/** How an optimiser is implemented. */
export interface OptimizerImplementation<O = Optimizer> {
  readonly definition: AnyDefinition
  /** The state kept beside the weights of these names, zero at first. */
  state(this: void, weights: TensorSpecs): TensorSpecs
  /** What changes from step to step, such as the learning rate. */
  readonly inputs: TensorSpecs
  /** Values of the inputs at a step (counted from 1) and a learning rate. */
  inputValues(optimizer: O, step: number, rate: number): Arrays
  /** The weights and the state after a step. */
  update(
    this: void,
    optimizer: O,
    update: Update,
  ): { readonly weights: Tensors; readonly state: Tensors }
}

/** An optimiser with its implementation. */
export interface WithOptimizer {
  readonly optimizer: Optimizer
  readonly implementation: OptimizerImplementation
}

/** The default export of an optimiser's module. */
export const implementOptimizer = <Kind extends string, F extends Fields>(
  definition: Definition<"optimizer", Kind, F>,
  implementation: Omit<
    OptimizerImplementation<Component<"optimizer", Kind> & Values<F>>,
    "definition"
  >,
) => ({ definition, ...implementation })

/** An input that is one number. */
export const scalar = { shape: [], dtype: "float32" } as const
