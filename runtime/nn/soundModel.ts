import { Effect, Predicate } from "effect"
import type { Component } from "../../dsl/component.ts"
import { fault, type Fault } from "../../dsl/fault.ts"
import { Faulty } from "../faults/faulty.ts"
import { given } from "./outputShape.ts"

/** The model that the module of a component has given, where it holds what it must and nothing is wrong with it. */
export const soundModel = <M extends object>(
  { kind, family }: Component,
  model: M,
  parts: readonly (keyof M & string)[],
  faultsOf: (model: M) => readonly Fault[],
): Effect.Effect<M, Faulty> =>
  Effect.suspend(() => {
    const isWhole = Predicate.isObject(model) && parts.every((part) => model[part] !== undefined)
    const faults = isWhole
      ? faultsOf(model)
      : [
          fault({
            what: `the model of ${kind} is ${given(model)}`,
            where: { field: family === "objective" ? "pretraining" : family },
            expected: `a record with ${parts.join(", ")}`,
            hint: "`model` of its module returns it",
          }),
        ]
    return faults.length === 0 ? Effect.succeed(model) : Effect.fail(new Faulty({ faults }))
  })
