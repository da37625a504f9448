import { Predicate } from "effect"
import type { Component, Definition } from "../../dsl/component.ts"
import type { Fields, Values } from "../../dsl/field.ts"
import type { Arrays, TensorSpecs } from "../engine/index.ts"
import { misfit } from "../nn/outputShape.ts"
import type { PartFunction } from "../faults/functionPlace.ts"
import {
  implementOptimizer as implemented,
  type OptimizerImplementation,
} from "../training/optimizers/contract.ts"

const typedArrays = { float32: Float32Array, int32: Int32Array, bool: Uint8Array }

const isSpec = (spec: unknown): boolean =>
  Predicate.hasProperty(spec, "shape") &&
  Array.isArray(spec.shape) &&
  spec.shape.every((length) => Number.isInteger(length) && length >= 0) &&
  Predicate.hasProperty(spec, "dtype") &&
  typeof spec.dtype === "string" &&
  Object.hasOwn(typedArrays, spec.dtype)

/** Values of an optimiser's inputs, where each is there, as long as it is declared, and finite. */
const checkedValues = (by: PartFunction, specs: TensorSpecs, values: Arrays): Arrays => {
  const names = Object.keys(specs)
  if (!Predicate.isObject(values) || names.length !== Object.keys(values).length)
    throw misfit("what the optimiser gives for its inputs", by, values, {
      expected: `a record of ${names.join(", ") || "nothing"}`,
      hint: "this function returns it",
    })
  for (const [name, { shape, dtype }] of Object.entries(specs)) {
    const length = shape.reduce((product, axis) => product * axis, 1)
    const type = typedArrays[dtype]
    const value: unknown = values[name]
    const numbers = value instanceof type ? Array.from(value) : undefined
    const isFinite = numbers?.every(Number.isFinite) ?? false
    if (numbers?.length !== length || !isFinite)
      throw misfit(
        `the input ${name} of the optimiser`,
        by,
        numbers?.find((one) => !Number.isFinite(one)) ?? numbers ?? value,
        {
          expected: `${type.name} of ${length} finite ${length === 1 ? "number" : "numbers"}`,
          hint: "this function returns it",
        },
      )
  }
  return values
}

/** The state of an optimiser, where it is a record of shapes and types. */
const checkedState = (by: PartFunction, state: TensorSpecs): TensorSpecs => {
  const expected = "a record of { shape, dtype } by name"
  const hint = "this function returns it"
  if (!Predicate.isObject(state) || Array.isArray(state))
    throw misfit("the state of the optimiser", by, state, { expected, hint })
  for (const [name, spec] of Object.entries<unknown>(state))
    if (!isSpec(spec))
      throw misfit(`the state ${name} of the optimiser`, by, spec, {
        expected: "{ shape, dtype }: a list of whole numbers, and float32, int32 or bool",
        hint,
      })
  return state
}

/** The default export of an optimiser's module. */
export const implementOptimizer = <Kind extends string, F extends Fields>(
  definition: Definition<"optimizer", Kind, F>,
  implementation: Omit<
    OptimizerImplementation<Component<"optimizer", Kind> & Values<F>>,
    "definition"
  >,
) => {
  const { inputs, inputValues, state } = implementation
  return implemented(definition, {
    ...implementation,
    state: (weights) => checkedState(state, state(weights)),
    inputValues: (optimizer, step, rate) =>
      checkedValues(inputValues, inputs, inputValues(optimizer, step, rate)),
  })
}
