import type { ProbabilityTask } from "../../dsl/tasks/probability.ts"
import type { ValueTask } from "../../dsl/tasks/value.ts"
import { classify } from "../stages/classify/record.ts"
import { probe } from "../stages/probe/record.ts"
import { score } from "../stages/score/record.ts"
import type { TaskFlow, TaskParts } from "./record.ts"

/** Whether a task trains a network on images from end to end, not a head on frozen features. */
const isEndToEnd = (task: ProbabilityTask | ValueTask): task is ProbabilityTask =>
  task.of === "probability" && task.training === "endToEnd"

/** A class or a number of each subject: by a head on the encoder's frozen features, or end to end. */
export const subjectFlow = (
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
