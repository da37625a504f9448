import { Effect, Schema } from "effect"
import { fault } from "../../dsl/fault.ts"
import type { ProbabilityTask } from "../../dsl/tasks/probability.ts"
import type { ValueTask } from "../../dsl/tasks/value.ts"
import { Faulty } from "../faults/faulty.ts"
import { functionPlace } from "../faults/functionPlace.ts"
import { thrownInWords } from "../faults/thrownValue.ts"
import { loadAs } from "../implementations/implementation.ts"
import { misfit, ofShape } from "../nn/outputShape.ts"
import type { OutputLoss } from "../training/features.ts"
import { scalarOf, scalarTerms } from "../training/scalarLoss.ts"
import type { SegmentationTraining } from "../training/segmentation.ts"
import type {
  LearntMaskTask,
  MaskTaskImplementation,
  ProbabilityTaskImplementation,
  Unmeasured,
  ValueTaskImplementation,
} from "../training/tasks/contract.ts"

/** A task that predicts a class or a number of each subject, without what measures it. */
export type SubjectTask = Unmeasured<ProbabilityTask | ValueTask>

/** The loss of a task that predicts a class or a number of each subject. */
export const outputLoss = Effect.fnUntraced(function* (
  task: SubjectTask,
): Effect.fn.Return<OutputLoss, Faulty> {
  const part = `the loss of ${task.kind}`
  if (task.of === "probability") {
    const learnt = yield* loadAs<ProbabilityTaskImplementation>(task, ["loss"])
    return {
      activation: (logits) => logits,
      loss: (logits, truths) => scalarOf(part, learnt.loss, learnt.loss(task, logits, truths)),
    }
  }
  const learnt = yield* loadAs<ValueTaskImplementation>(task, ["loss"])
  return {
    activation: (outputs) =>
      ofShape(
        `the activation of ${task.kind}`,
        learnt.activation ?? learnt.loss,
        learnt.activation?.(task, outputs) ?? outputs,
        outputs.shape,
      ),
    loss: (predictions, truths) =>
      scalarOf(part, learnt.loss, learnt.loss(task, predictions, truths)),
  }
})

const isWeights = Schema.is(Schema.Record(Schema.String, Schema.Finite))

/** The terms of the loss of a task that segments regions, and their weights. */
export const maskLoss = Effect.fnUntraced(function* (
  task: LearntMaskTask,
): Effect.fn.Return<SegmentationTraining["loss"], Faulty> {
  const learnt = yield* loadAs<MaskTaskImplementation>(task, ["terms"])
  const weights = learnt.weights?.(task) ?? {}
  if (!isWeights(weights))
    return yield* new Faulty({
      faults: [
        fault({
          what: `the weights of the loss of ${task.kind} are ${thrownInWords(weights)}`,
          where: (learnt.weights && functionPlace(learnt.weights)) ?? {},
          expected: "a finite number for each term that does not weigh 1, by name",
          hint: "this function returns them",
        }),
      ],
    })
  return {
    terms: (logits, truths) => {
      const { terms } = learnt
      const made = scalarTerms(`the loss of ${task.kind}`, terms, terms(task, logits, truths))
      const unknown = Object.keys(weights).filter((name) => !(name in made))
      if (Object.keys(made).length === 0 || unknown.length > 0)
        throw misfit(`what the loss of ${task.kind} gives for its terms`, terms, made, {
          expected:
            unknown.length === 0
              ? "a term or more"
              : `the terms that \`weights\` names: ${unknown.join(", ")}`,
          hint: "this function returns them",
        })
      return made
    },
    weights,
  }
})
