import { Schema } from "effect"
import { Fault } from "../../../../dsl/fault.ts"
import { faultLines } from "../../faults/faultLines.ts"

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

/** A fault with its reason; the reader adds the file. */
export interface NiftiRejection extends Fault {
  readonly reason: NiftiReason
}
