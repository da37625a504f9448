/**
 * Gives the memory of arrays back at once, where nobody will look at them again: left to itself, V8
 * keeps it until it next collects, and takes new memory, page after page of it cleared, for what
 * comes after. The arrays, and all others of the same buffers, are empty from then on.
 */
export const detachBuffers = (...arrays: readonly ArrayBufferView[]): void => {
  for (const { buffer } of arrays) {
    if (buffer instanceof ArrayBuffer && !buffer.detached) buffer.transfer(0)
  }
}
