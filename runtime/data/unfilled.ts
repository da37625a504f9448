/**
 * Floats of any value, to be written before they are read: memory that was in use before is taken as
 * it is, where a new array would have every page of it cleared.
 */
export const unfilledFloats = (length: number): Float32Array =>
  new Float32Array(Buffer.allocUnsafeSlow(4 * length).buffer)
