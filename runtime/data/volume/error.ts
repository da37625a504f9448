import { Schema } from "effect"
import { Fault } from "../../../dsl/fault.ts"
import { faultLines } from "../faults/faultLines.ts"
import { faultAt } from "../faults/rejection.ts"

/** A preprocessed volume could not be written or read. */
export class VolumeError extends Schema.TaggedError<VolumeError>()("VolumeError", {
  faults: Schema.Array(Fault),
}) {
  override get message(): string {
    return faultLines(this.faults)
  }
}

export const volumeError = (file: string, found: Fault): VolumeError =>
  new VolumeError({ faults: [faultAt({ file }, found)] })
