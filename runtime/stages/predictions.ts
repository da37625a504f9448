import { Effect, Schema } from "effect"
import type { Task } from "../../dsl/task.ts"
import { readJson, writeJson } from "./files.ts"

/** What is predicted of the test subjects whose truth is known. */
export interface Predictions {
  readonly subjects: readonly string[]
  /** Probabilities of class 1, or numbers in the unit of the value. */
  readonly predictions: readonly number[]
  /** Classes, 0 and 1, or numbers. */
  readonly truths: readonly number[]
}

/** The probability that a logit stands for. */
export const sigmoid = (logit: number): number => 1 / (1 + Math.exp(-logit))

const Probabilities = Schema.Struct({
  subjects: Schema.Array(Schema.String),
  probabilities: Schema.Array(Schema.Finite),
  truth: Schema.Array(Schema.Literals([0, 1])),
})

const Numbers = Schema.Struct({
  subjects: Schema.Array(Schema.String),
  predictions: Schema.Array(Schema.Finite),
  truths: Schema.Array(Schema.Finite),
})

/** Writes `probabilities.json` of a class, `predictions.json` of a value. */
export const writePredictions = (
  out: string,
  of: Exclude<Task["of"], "masks">,
  { subjects, predictions, truths }: Predictions,
) =>
  of === "probability"
    ? writeJson(out, "probabilities.json", { subjects, probabilities: predictions, truth: truths })
    : writeJson(out, "predictions.json", { subjects, predictions, truths })

/** Reads what `writePredictions` has written into a folder. */
export const readPredictions = Effect.fnUntraced(function* (
  folder: string,
  of: Exclude<Task["of"], "masks">,
) {
  if (of === "value") return yield* readJson(folder, "predictions.json", Numbers)
  const file = yield* readJson(folder, "probabilities.json", Probabilities)
  return { subjects: file.subjects, predictions: file.probabilities, truths: file.truth }
})
