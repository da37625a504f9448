import { implementStages } from "ablate/implement"
import { everywhere } from "./everywhere.ts"
import { predicted, scored } from "./everywhere.record.ts"

export default implementStages(everywhere, (task, { configure, dataset }) => {
  if (task.of !== "masks") throw new Error("these are masks")
  return {
    stages: [{ stage: configure(predicted, { dataset, task }), isSeeded: false }],
    score: { stage: configure(scored, { dataset, task }), isSeeded: false },
  }
})
