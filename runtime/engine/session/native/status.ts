import type { Functions, Pointer } from "./functions.ts"

/** What ONNX Runtime answers instead of doing as it was told. */
class OrtFailure extends Error {
  override readonly name = "OrtFailure"
  /** OrtErrorCode of onnxruntime_c_api.h. */
  readonly code: number

  constructor(code: number, message: string) {
    super(message)
    this.code = code
  }
}

/** Throws the failure that a status tells of. */
export const checked = (functions: Functions, status: Pointer | null): void => {
  if (status === null) return
  const failure = new OrtFailure(functions.getErrorCode(status), functions.getErrorMessage(status))
  functions.releaseStatus(status)
  throw failure
}

/** The object that a call writes to its last argument. */
export const created = (
  functions: Functions,
  create: (out: BigUint64Array) => Pointer | null,
): Pointer => {
  const out = new BigUint64Array(1)
  checked(functions, create(out))
  return out[0]!
}
