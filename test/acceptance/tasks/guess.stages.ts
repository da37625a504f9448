import { implementStages } from "ablate/implement"
import { guess } from "./guess.ts"
import { guessed, scored } from "./guess.record.ts"

export default implementStages(guess, (task, { configure, dataset }) => {
  if (task.of !== "value") throw new Error("a guess is a number")
  return {
    stages: [{ stage: configure(guessed, { dataset, task }), isSeeded: false }],
    score: { stage: configure(scored, { dataset, task }), isSeeded: false },
  }
})
