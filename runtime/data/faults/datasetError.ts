import { Schema } from "effect"
import { Fault, fault, type Place } from "../../../dsl/fault.ts"
import { faultLines } from "./faultLines.ts"

/**
 * What is wrong with a data set: its layout, files, labels or division, or what was preprocessed of it;
 * all that was found.
 */
export class DatasetError extends Schema.TaggedError<DatasetError>()("DatasetError", {
  faults: Schema.Array(Fault),
}) {
  override get message(): string {
    return faultLines(this.faults)
  }
}

export const datasetError = (...faults: readonly Fault[]): DatasetError =>
  new DatasetError({ faults })

/** A fault found by a pure function, with the place that its caller knows. */
export const faultAt = (where: Place, found: Fault): Fault =>
  fault({ ...found, where: { ...found.where, ...where } })

/** The error of a file in which a fault was found. */
export const fileError = (file: string, found: Fault): DatasetError =>
  datasetError(faultAt({ file }, found))
