import { Effect, Predicate } from "effect"
import type { Experiment } from "../../dsl/experiment.ts"
import { distinctComponents } from "../../dsl/placed.ts"
import type { Faulty } from "../faults/faulty.ts"
import {
  builtInPrefix,
  loadImplementation,
  type Implementation,
} from "../implementations/implementation.ts"
import type { MaskTask } from "../../dsl/tasks/mask.ts"
import type { ProbabilityTask } from "../../dsl/tasks/probability.ts"
import type { ValueTask } from "../../dsl/tasks/value.ts"
import { scoresOf } from "../../dsl/serverScores.ts"
import { classify } from "../stages/classify/record.ts"
import { finetune } from "../stages/finetune/record.ts"
import { predict } from "../stages/predict/record.ts"
import { probe } from "../stages/probe/record.ts"
import { score } from "../stages/score/record.ts"
import type { FlowOf, StagesImplementation, TaskFlow, TaskParts } from "./record.ts"

/** Regions: the network is trained, then segments the test subjects, which a server may score. */
const maskFlow = (task: MaskTask, { configure, dataset, encoder }: TaskParts): TaskFlow => ({
  stages: [
    { stage: configure(finetune, { dataset, encoder, task }), isSeeded: true },
    { stage: configure(predict, { dataset, encoder, task }), isSeeded: false },
  ],
  score:
    scoresOf(task) === null
      ? { stage: configure(score, { dataset, task }), isSeeded: false }
      : null,
})

/** Whether a task trains a network on images from end to end, not a head on frozen features. */
const isEndToEnd = (task: ProbabilityTask | ValueTask): task is ProbabilityTask =>
  task.of === "probability" && task.training === "endToEnd"

/** A class or a number of each subject: by a head on the encoder's frozen features, or end to end. */
const subjectFlow = (
  task: ProbabilityTask | ValueTask,
  { configure, dataset, encoder }: TaskParts,
): TaskFlow => ({
  stages: [
    {
      stage: isEndToEnd(task)
        ? configure(classify, { dataset, encoder, task })
        : configure(probe, { dataset, task }),
      isSeeded: true,
    },
  ],
  score: { stage: configure(score, { dataset, task }), isSeeded: false },
})

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
