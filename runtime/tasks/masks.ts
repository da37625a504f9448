import { scoresOf } from "../../dsl/serverScores.ts"
import type { MaskTask } from "../../dsl/tasks/mask.ts"
import { finetune } from "../stages/finetune/record.ts"
import { predict } from "../stages/predict/record.ts"
import { score } from "../stages/score/record.ts"
import type { TaskFlow, TaskParts } from "./record.ts"

/** Regions: the network is trained, then segments the test subjects, which a server may score. */
export const maskFlow = (task: MaskTask, { configure, dataset, encoder }: TaskParts): TaskFlow => ({
  stages: [
    { stage: configure(finetune, { dataset, encoder, task }), isSeeded: true },
    { stage: configure(predict, { dataset, encoder, task }), isSeeded: false },
  ],
  score:
    scoresOf(task) === null
      ? { stage: configure(score, { dataset, task }), isSeeded: false }
      : null,
})
