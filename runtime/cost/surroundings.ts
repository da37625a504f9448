import type { Effect } from "effect"
import type { DeviceName } from "../devices/device.ts"
import type { Stage } from "../plan/stage.ts"
import type { DataFacts } from "../stages/dataFacts.ts"
import type { ListedDataset } from "../stages/record.ts"
import type { MeasureStep } from "./calibration.ts"
import type { Card } from "./cards.ts"
import type { Past } from "./past.ts"

/** Hears how far the counting is: graphs that are done, of how many, and a stage of the next. */
export type Counting = (progress: {
  readonly done: number
  readonly of: number
  readonly stage: Stage
}) => Effect.Effect<void>

/** What a plan's cost is reckoned from. */
export interface Surroundings {
  readonly device: DeviceName
  readonly slots: number
  readonly threadsPerSlot: number
  readonly past: Past
  /** What is known of a data set; undefined where it cannot be read. */
  readonly data: (dataset: ListedDataset) => Effect.Effect<DataFacts | undefined>
  /** Different graphs that are traced at most, the most frequent first. */
  readonly mostGraphs: number
  /** The GPU that stages with `cuda` run on; without one their time is known from the ledger alone. */
  readonly card?: Card | undefined
  /** Bytes of the memory of a device of XLA that are free where a stage begins; 0 where that is not known. */
  readonly free?: number
  /** Times a step of a graph that the ledger does not know. Default: none is timed. */
  readonly measureStep?: MeasureStep
  /** Told before each graph is traced. */
  readonly counting?: Counting
}
