import { Effect } from "effect"
import type { ProbabilityTask } from "../../dsl/tasks/probability.ts"
import type { ValueTask } from "../../dsl/tasks/value.ts"
import type { Faulty } from "../faults/faulty.ts"
import { loadAs } from "../implementations/implementation.ts"
import { ofShape } from "../nn/outputShape.ts"
import type { OutputLoss } from "../training/features.ts"
import { scalarOf } from "../training/scalarLoss.ts"
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
        learnt.activation?.(task, outputs) ?? outputs,
        outputs.shape,
      ),
    loss: (predictions, truths) =>
      scalarOf(part, learnt.loss, learnt.loss(task, predictions, truths)),
  }
})

/** The terms of the loss of a task that segments regions, and their weights. */
export const maskLoss = Effect.fnUntraced(function* (
  task: LearntMaskTask,
): Effect.fn.Return<SegmentationTraining["loss"], Faulty> {
  const learnt = yield* loadAs<MaskTaskImplementation>(task, ["terms"])
  return {
    terms: (logits, truths) =>
      Object.fromEntries(
        Object.entries(learnt.terms(task, logits, truths)).map(([name, term]) => [
          name,
          scalarOf(`the term ${name} of ${task.kind}`, learnt.terms, term),
        ]),
      ),
    weights: learnt.weights?.(task) ?? {},
  }
})
