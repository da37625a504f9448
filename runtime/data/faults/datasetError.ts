import { Schema } from "effect"
import { Fault } from "../../../dsl/fault.ts"
import { faultLines } from "./faultLines.ts"

/** What is wrong with a data set: its layout, files, labels or division; all that was found. */
export class DatasetError extends Schema.TaggedError<DatasetError>()("DatasetError", {
  faults: Schema.Array(Fault),
}) {
  override get message(): string {
    return faultLines(this.faults)
  }
}

export const datasetError = (...faults: readonly Fault[]): DatasetError =>
  new DatasetError({ faults })
