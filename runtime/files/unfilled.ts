/**
 * Bytes of any value, to be written before they are read: memory that was in use before is taken as
 * it is, where a new array would have every page of it cleared.
 */
export const unfilledBytes = (length: number): Uint8Array<ArrayBuffer> =>
  new Uint8Array(Buffer.allocUnsafeSlow(length).buffer)

/** Floats of any value, likewise. */
export const unfilledFloats = (length: number): Float32Array<ArrayBuffer> =>
  new Float32Array(unfilledBytes(4 * length).buffer)
