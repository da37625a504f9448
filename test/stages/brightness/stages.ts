import { implementStages } from "../../../runtime/tasks/record.ts"
import { brightness } from "./record.ts"
import { brightnessTask } from "./task.ts"

export default implementStages(brightnessTask, (_, { configure, dataset }) => ({
  stages: [],
  score: { stage: configure(brightness, { dataset }), isSeeded: false },
}))
