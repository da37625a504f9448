import { Schema } from "effect"
import { Fault } from "../../../dsl/fault.ts"
import { faultLines } from "../faults/faultLines.ts"
import type { Rejection } from "../faults/rejection.ts"
import { faultAt } from "../faults/rejection.ts"

/** A preprocessed volume could not be written or read. */
export class VolumeError extends Schema.TaggedError<VolumeError>()("VolumeError", {
  faults: Schema.Array(Fault),
}) {
  override get message(): string {
    return faultLines(this.faults)
  }
}

export const volumeError = (file: string, rejection: Rejection): VolumeError => {
  const fault: Fault = faultAt({ file }, rejection)
  return new VolumeError({ faults: [fault] })
}
