import { scoreRecord, stageRecord, type Dataset, type MaskTask } from "ablate/implement"

export type EverywhereSettings = ReturnType<typeof settings>

const settings = ({
  dataset: { split },
  task: { regions, rule },
}: {
  readonly dataset: Dataset
  readonly task: MaskTask
}) => ({ regions, rule, split })

/** Predicts every voxel as each region. */
export const predicted = stageRecord({
  kind: "everywhere",
  body: import.meta.resolve("./everywhere.body.ts"),
  inputs: ["index", "preprocess"],
  namedBy: "arm",
  usesDevice: false,
  hasHistory: false,
  settings,
  split: ({ split }) => split,
})

/** Measures what it predicts. */
export const scored = scoreRecord(["everywhere"])
