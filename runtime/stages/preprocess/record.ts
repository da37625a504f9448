import type { Dataset } from "../../../dsl/dataset.ts"
import { voxelsOf } from "../dataFacts.ts"
import { stageRecord } from "../record.ts"

/** The data set as far as it decides voxels. */
export interface PreprocessSettings {
  readonly dataset: Omit<Dataset, "split" | "labels" | "values" | "regions">
}

/** Does the data set's steps to the images of all subjects. */
export const preprocess = stageRecord({
  kind: "preprocess",
  body: "ablate:stages/preprocess/body",
  inputs: ["index"],
  namedBy: "dataset",
  usesDevice: false,
  hasHistory: false,
  settings: ({
    dataset: { split: _split, labels: _labels, values: _values, regions: _regions, ...dataset },
  }: {
    readonly dataset: Dataset
  }): PreprocessSettings => ({ dataset }),
  work: (_settings, { subjects, shape, modalities }) => ({
    steps: subjects.length,
    voxels: modalities * voxelsOf(shape),
    // Images as float32 and a label as a byte.
    disk: subjects.length * voxelsOf(shape) * (4 * modalities + 1),
  }),
})
