import { Effect } from "effect"
import { CurrentStage } from "../../current/currentStage.ts"
import { Predictions } from "../fit/artifact.ts"
import { readJson, writeJson } from "../files.ts"
import { orNull, type Scores } from "../score/artifact.ts"
import { numberMeasure } from "../score/metrics.ts"
import { inputFolder } from "../subjects.ts"
import type { EvaluateSettings } from "./record.ts"

/** Measures predicted numbers of the test subjects: `scores.json`. */
export default Effect.fn("evaluate")(function* ({ metrics }: EvaluateSettings) {
  const { out } = yield* CurrentStage
  const folder = yield* inputFolder("fit")
  const { subjects, predictions, truths } = yield* readJson(folder, "predictions.json", Predictions)
  const measurements = yield* Effect.forEach(metrics, (metric) =>
    Effect.map(numberMeasure(metric), (measure) => {
      const numbers = measure({ predictions, truths })
      return {
        metric,
        region: null,
        subjects,
        ...("value" in numbers
          ? { value: orNull(numbers.value) }
          : { values: numbers.values.map(orNull) }),
      }
    }),
  )
  yield* writeJson(out, "scores.json", { measurements } satisfies Scores)
})
