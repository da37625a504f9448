import { fault, type Fault } from "../../../../dsl/fault.ts"
import { Result } from "effect"

/** NumPy's name of a type of ours, little-endian. */
export type NpyType = "<f4" | "|u1" | "<u4"

export const NPY_BYTES: Readonly<Record<NpyType, number>> = { "<f4": 4, "|u1": 1, "<u4": 4 }

/** What a .npy file holds, in C order (last axis fastest). */
export interface NpyHeader {
  readonly type: NpyType
  readonly shape: readonly number[]
  /** Of the first value, bytes. */
  readonly dataOffset: number
}

const MAGIC = "\u0093NUMPY"
const ALIGNMENT = 64

/** The longest header that is read; ours have 128 bytes. */
export const NPY_HEADER_LIMIT = 1024

/** Header of format 1.0 (numpy.lib.format), padded so that the data start at a multiple of 64. */
export const encodeNpyHeader = (type: NpyType, shape: readonly number[]): Uint8Array => {
  const axes = shape.length === 1 ? `${shape[0]},` : shape.join(", ")
  const text = `{'descr': '${type}', 'fortran_order': False, 'shape': (${axes}), }`
  const total = Math.ceil((10 + text.length + 1) / ALIGNMENT) * ALIGNMENT
  const padded = `${text.padEnd(total - 11)}\n`
  const length = String.fromCodePoint(padded.length & 0xff, padded.length >> 8)
  return Buffer.from(`${MAGIC}\u0001\0${length}${padded}`, "latin1")
}

const reject = (what: string, expected: string): Result.Result<never, Fault> =>
  Result.fail(fault({ what, expected }))

const isType = (text: string | undefined): text is NpyType =>
  text !== undefined && Object.hasOwn(NPY_BYTES, text)

const shapeIn = (text: string): readonly number[] | undefined => {
  const found = /'shape':\s*\(([\d\s,]*)\)/.exec(text)?.[1]
  const axes = found?.split(",").map((axis) => axis.trim())
  const shape = axes?.filter((axis) => axis !== "").map(Number)
  return shape?.every(Number.isSafeInteger) === true ? shape : undefined
}

/** The header in the first bytes of a file (`NPY_HEADER_LIMIT` suffice). Formats 1.0 to 3.0. */
export const parseNpyHeader = (bytes: Uint8Array): Result.Result<NpyHeader, Fault> => {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1")
  if (bytes.length < 12 || !text.startsWith(MAGIC))
    return reject("not a .npy file", "NumPy's magic")
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const version = bytes[6]
  const start = version === 1 ? 10 : 12
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true)
  const dataOffset = start + length
  if (dataOffset > bytes.length) return reject("the .npy header is cut off", `${dataOffset} bytes`)
  const header = text.slice(start, dataOffset)
  const type = /'descr':\s*'([^']*)'/.exec(header)?.[1]
  if (!isType(type)) return reject(`values of type ${type}`, Object.keys(NPY_BYTES).join(", "))
  if (!/'fortran_order':\s*False/.test(header)) return reject("Fortran order", "C order")
  const shape = shapeIn(header)
  if (shape === undefined) return reject("a .npy header without a shape", "a tuple of integers")
  return Result.succeed({ type, shape, dataOffset })
}
