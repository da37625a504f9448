import type { Task } from "../../dsl/task.ts"
import { classify } from "../stages/classify/record.ts"
import { probe } from "../stages/probe/record.ts"
import { score } from "../stages/score/record.ts"
import type { TaskFlow, TaskParts } from "./record.ts"

/** Classification: by a probe on the encoder's frozen features, or by a network from end to end. */
export const classification = (
  task: Task,
  { configure, dataset, encoder }: TaskParts,
): TaskFlow | undefined =>
  task.of !== "probability"
    ? undefined
    : {
        stages: [
          {
            stage:
              task.training === "endToEnd"
                ? configure(classify, { dataset, encoder, task })
                : configure(probe, { dataset, task }),
            isSeeded: true,
          },
        ],
        score: { stage: configure(score, { dataset, task }), isSeeded: false },
      }
