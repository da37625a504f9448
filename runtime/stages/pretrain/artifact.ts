import { Effect } from "effect"
import { CurrentStage } from "../../current/currentStage.ts"
import { readWeights } from "../trained.ts"

/** The pre-trained encoder's weights; `undefined` where the stage starts from scratch. */
export const pretrainedWeights = Effect.gen(function* () {
  const { inputs } = yield* CurrentStage
  return inputs["pretrain"] === undefined
    ? undefined
    : yield* readWeights("pretrain", "encoder.safetensors")
})

/** The weights of the objective, from the pre-training that this stage reads. */
export const objectiveWeights = readWeights("pretrain", "model.safetensors")
