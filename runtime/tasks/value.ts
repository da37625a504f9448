import type { Task } from "../../dsl/task.ts"
import { evaluate } from "../stages/evaluate/record.ts"
import { fit } from "../stages/fit/record.ts"
import type { TaskFlow, TaskParts } from "./record.ts"

/** A number of each subject: learnt on the encoder's frozen features by the loss of the task. */
export const valueTask = (task: Task, { configure, dataset }: TaskParts): TaskFlow | undefined =>
  task.of !== "value"
    ? undefined
    : {
        stages: [{ stage: configure(fit, { dataset, task }), isSeeded: true }],
        score: { stage: configure(evaluate, { task }), isSeeded: false },
      }
