import { Effect, Predicate } from "effect"
import type { Experiment } from "../../dsl/experiment.ts"
import { distinctComponents } from "../../dsl/placed.ts"
import type { Faulty } from "../faults/faulty.ts"
import {
  builtInPrefix,
  loadImplementation,
  type Implementation,
} from "../implementations/implementation.ts"
import { maskFlow } from "./masks.ts"
import type { FlowOf, StagesImplementation } from "./record.ts"
import { subjectFlow } from "./subject.ts"

/** The stages that answer a task by what it predicts. */
export const builtInFlow: FlowOf = (task, parts) =>
  task.of === "masks" ? maskFlow(task, parts) : subjectFlow(task, parts)

const hasStages = (found: Implementation): found is StagesImplementation =>
  Predicate.hasProperty(found, "stages") && Predicate.isFunction(found.stages)

/** How the tasks of experiments are answered: by stages of their own, else by what they predict. */
export const readFlows = Effect.fnUntraced(function* (
  experiments: readonly Experiment[],
): Effect.fn.Return<FlowOf, Faulty> {
  const own = new Map<string, FlowOf>()
  for (const { component } of distinctComponents(experiments)) {
    const { family, implementation } = component
    if (family !== "task" || implementation.startsWith(builtInPrefix)) continue
    const found = yield* loadImplementation(component)
    if (hasStages(found)) own.set(implementation, found.stages)
  }
  return (task, parts) => (own.get(task.implementation) ?? builtInFlow)(task, parts)
})
