import type { Dataset } from "../../../dsl/dataset.ts"
import { stageRecord, type ListedDataset } from "../record.ts"

/** The data set as the index reads it, and the fingerprint of its files. */
export interface IndexSettings {
  readonly dataset: ListedDataset
  readonly fingerprint: string
}

/** Lists the subjects of a data set. */
export const index = stageRecord({
  kind: "index",
  body: "ablate:stages/index/body",
  inputs: [],
  namedBy: "dataset",
  usesDevice: false,
  hasHistory: false,
  settings: ({
    dataset: { split: _split, ...dataset },
    fingerprint,
  }: {
    readonly dataset: Dataset
    readonly fingerprint: string
  }): IndexSettings => ({ dataset, fingerprint }),
  lists: ({ dataset }) => dataset,
})
