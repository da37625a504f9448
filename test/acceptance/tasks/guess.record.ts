import { scoreRecord, stageRecord, type Dataset, type ValueTask } from "ablate/implement"

export type GuessSettings = ReturnType<typeof settings>

const settings = ({
  dataset: { split },
  task: { value, labelFraction },
}: {
  readonly dataset: Dataset
  readonly task: ValueTask
}) => ({ value, labelFraction, split })

/** Predicts the mean of the training subjects. */
export const guessed = stageRecord({
  kind: "guess",
  body: import.meta.resolve("./guess.body.ts"),
  inputs: ["index"],
  namedBy: "arm",
  usesDevice: false,
  hasHistory: false,
  settings,
  split: ({ split }) => split,
})

/** Measures what it predicts. */
export const scored = scoreRecord(["guess"])
