/** absl::StatusCode, as PJRT_Error_Code numbers it. */
const codes = [
  "OK",
  "CANCELLED",
  "UNKNOWN",
  "INVALID_ARGUMENT",
  "DEADLINE_EXCEEDED",
  "NOT_FOUND",
  "ALREADY_EXISTS",
  "PERMISSION_DENIED",
  "RESOURCE_EXHAUSTED",
  "FAILED_PRECONDITION",
  "ABORTED",
  "OUT_OF_RANGE",
  "UNIMPLEMENTED",
  "INTERNAL",
  "UNAVAILABLE",
  "DATA_LOSS",
  "UNAUTHENTICATED",
] as const

/** What a plugin answers instead of doing as it was told. */
export class PjrtFailure extends Error {
  override readonly name = "PjrtFailure"

  constructor(code: number, message: string) {
    super(`${codes[code] ?? `code ${code}`}: ${message}`)
  }
}

/** A file that is no plugin, or one too old. */
export class NoPlugin extends Error {
  override readonly name = "NoPlugin"
}
