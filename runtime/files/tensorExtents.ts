/** A tensor as a safetensors header has it; offsets in bytes, from where the data begin. */
export interface TensorEntry {
  readonly dtype: string
  readonly shape: readonly number[]
  readonly data_offsets: readonly [number, number]
}

/** Bytes of an element, by safetensors' names of types. */
const elementBytes: Readonly<Record<string, number>> = {
  F64: 8,
  I64: 8,
  U64: 8,
  F32: 4,
  I32: 4,
  U32: 4,
  F16: 2,
  BF16: 2,
  I16: 2,
  U16: 2,
  I8: 1,
  U8: 1,
  BOOL: 1,
}

/** The most that a header may take, bytes: the bound of the reference implementation (safetensors, Rust). */
const longestHeader = 100_000_000

/** What is wrong with a header's length, before it is read; undefined if nothing. */
export const headerFault = (length: number, size: number): string | undefined => {
  if (length === 0 || 8 + length > size) return "the header is cut off"
  return length > longestHeader
    ? `the header says that it takes ${length} bytes, more than the ${longestHeader} that are allowed`
    : undefined
}

/** What is wrong with a tensor's place in so many bytes of data; undefined if nothing. */
export const misfit = (
  name: string,
  { dtype, shape, data_offsets: [begin, end] }: TensorEntry,
  bytes: number,
): string | undefined => {
  if (begin < 0 || end < begin || end > bytes)
    return `tensor ${name} lies outside the file's ${bytes} bytes of data`
  const element = elementBytes[dtype]
  const values = shape.reduce((product, axis) => product * axis, 1)
  return element !== undefined && end - begin !== element * values
    ? `tensor ${name} of ${dtype} has ${end - begin} bytes for [${shape.join(", ")}]`
    : undefined
}

/**
 * What is wrong with where tensors lie in so many bytes of data; undefined if nothing. Each byte belongs to one of
 * them, as in the reference implementation: so all together take no more memory than the file has bytes.
 */
export const extentFault = (
  entries: ReadonlyMap<string, TensorEntry>,
  bytes: number,
): string | undefined => {
  const inOrder = [...entries]
    .map(([name, { data_offsets }]) => [name, ...data_offsets] as const)
    .toSorted((a, b) => a[1] - b[1] || a[2] - b[2])
  let at = 0
  let before = ""
  for (const [name, begin, end] of inOrder) {
    if (begin < at) return `the tensors ${before} and ${name} overlap`
    if (begin > at) return `${begin - at} bytes before tensor ${name} belong to none`
    at = end
    before = name
  }
  return at === bytes ? undefined : `${bytes - at} bytes after the last tensor belong to none`
}
