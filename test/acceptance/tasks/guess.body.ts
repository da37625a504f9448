import { CurrentStage, knownSubjects, writePredictions } from "ablate/implement"
import { Effect } from "effect"
import type { GuessSettings } from "./guess.record.ts"

export default Effect.fn("guess")(function* ({ split, ...of }: GuessSettings) {
  const { out } = yield* CurrentStage
  const { training, test } = yield* knownSubjects({ of: "value", ...of }, split)
  const mean = training.reduce((sum, { truth }) => sum + truth, 0) / training.length
  yield* writePredictions(out, "value", {
    subjects: test.map(({ id }) => id),
    predictions: test.map(() => mean),
    truths: test.map(({ truth }) => truth),
  })
})
