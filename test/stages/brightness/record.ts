import type { Dataset, Split } from "../../../dsl/dataset.ts"
import { subjectsOf } from "../../../runtime/stages/dataFacts.ts"
import { stageRecord } from "../../../runtime/stages/record.ts"

export interface BrightnessSettings {
  readonly split: Split
}

/** A kind of stage from outside: the mean intensity of every test subject. */
export const brightness = stageRecord({
  kind: "brightness",
  body: new URL("body.ts", import.meta.url).href,
  inputs: ["index", "preprocess"],
  namedBy: "arm",
  usesDevice: false,
  hasHistory: false,
  measurements: () => import("./measurements.ts"),
  settings: ({ dataset: { split } }: { readonly dataset: Dataset }): BrightnessSettings => ({
    split,
  }),
  split: ({ split }) => split,
  work: ({ split }, data) => ({ steps: subjectsOf(data, split, "test").length, disk: 0 }),
})
