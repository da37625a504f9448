import { Schema } from "effect"
import { Fault } from "../../../../dsl/fault.ts"
import { faultLines } from "../../faults/faultLines.ts"
import type { Rejection } from "../../faults/rejection.ts"

/**
 * Why a file gives no image:
 * - `unreadable`: the operating system refuses it, or a file of a pair is missing;
 * - `foreign`: it is not NIfTI;
 * - `header`: the header contradicts itself or the standard;
 * - `unsupported`: valid NIfTI of a kind that is not a volume of real numbers, or too large to unpack;
 * - `truncated`: it ends before its data does;
 * - `corrupt`: its gzip stream does not decode, or fails its checksum.
 */
const NiftiReason = Schema.Literals([
  "unreadable",
  "foreign",
  "header",
  "unsupported",
  "truncated",
  "corrupt",
])
type NiftiReason = typeof NiftiReason.Type

/** A NIfTI file could not be read or written. */
export class NiftiError extends Schema.TaggedError<NiftiError>()("NiftiError", {
  reason: NiftiReason,
  faults: Schema.Array(Fault),
}) {
  override get message(): string {
    return faultLines(this.faults)
  }
}

/** A rejection with its reason; the reader adds the file. */
export interface NiftiRejection extends Rejection {
  readonly reason: NiftiReason
}
