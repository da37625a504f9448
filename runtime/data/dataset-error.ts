import { Schema } from "effect"
import type { Fault } from "../../dsl/fault.ts"
import { faultLines, FaultSchema } from "./fault-schema.ts"

/** What is wrong with a data set: its layout, files, labels or division; all that was found. */
export class DatasetError extends Schema.TaggedError<DatasetError>()("DatasetError", {
  faults: Schema.Array(FaultSchema),
}) {
  override get message(): string {
    return faultLines(this.faults)
  }
}

export const datasetError = (...faults: readonly Fault[]): DatasetError =>
  new DatasetError({ faults })
