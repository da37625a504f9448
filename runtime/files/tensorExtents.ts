/** The most that a header may take, bytes: the bound of the reference implementation (safetensors, Rust). */
const longestHeader = 100_000_000

/** What is wrong with a header's length, before it is read; undefined if nothing. */
export const headerFault = (length: number, size: number): string | undefined => {
  if (length === 0 || 8 + length > size) return "the header is cut off"
  return length > longestHeader
    ? `the header says that it takes ${length} bytes, more than the ${longestHeader} that are allowed`
    : undefined
}

/**
 * What is wrong with where tensors lie; undefined if nothing. No byte belongs to two of them: so all
 * together take no more memory than the file has bytes.
 */
export const extentFault = (
  extents: readonly (readonly [name: string, offsets: readonly [number, number]])[],
): string | undefined => {
  const inOrder = extents.toSorted(([, a], [, b]) => a[0] - b[0] || a[1] - b[1])
  for (const [index, [name, [begin]]] of inOrder.entries()) {
    const before = inOrder[index - 1]
    if (before !== undefined && begin < before[1][1])
      return `the tensors ${before[0]} and ${name} overlap`
  }
  return undefined
}
