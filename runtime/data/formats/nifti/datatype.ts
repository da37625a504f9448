/** Voxel values in memory: x fastest, then y, z and so on, as in the file. */
export type NiftiData =
  | Uint8Array
  | Int8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array

export type DatatypeName =
  | "uint8"
  | "int8"
  | "int16"
  | "uint16"
  | "int32"
  | "uint32"
  | "int64"
  | "uint64"
  | "float32"
  | "float64"

/** A datatype of real numbers (nifti1.h, DT_*). */
export interface Datatype {
  readonly code: number
  readonly name: DatatypeName
  readonly bytes: 1 | 2 | 4 | 8
  /**
   * So many values of a buffer, from a byte on, in the machine's byte order; 64-bit integers rounded
   * to float64.
   */
  readonly values: (buffer: ArrayBufferLike, byteOffset: number, length: number) => NiftiData
}

const DATATYPES: readonly Datatype[] = [
  { code: 2, name: "uint8", bytes: 1, values: (...at) => new Uint8Array(...at) },
  { code: 4, name: "int16", bytes: 2, values: (...at) => new Int16Array(...at) },
  { code: 8, name: "int32", bytes: 4, values: (...at) => new Int32Array(...at) },
  { code: 16, name: "float32", bytes: 4, values: (...at) => new Float32Array(...at) },
  { code: 64, name: "float64", bytes: 8, values: (...at) => new Float64Array(...at) },
  { code: 256, name: "int8", bytes: 1, values: (...at) => new Int8Array(...at) },
  { code: 512, name: "uint16", bytes: 2, values: (...at) => new Uint16Array(...at) },
  { code: 768, name: "uint32", bytes: 4, values: (...at) => new Uint32Array(...at) },
  {
    code: 1024,
    name: "int64",
    bytes: 8,
    values: (...at) => Float64Array.from(new BigInt64Array(...at), Number),
  },
  {
    code: 1280,
    name: "uint64",
    bytes: 8,
    values: (...at) => Float64Array.from(new BigUint64Array(...at), Number),
  },
]

const NOT_REAL: ReadonlyMap<number, string> = new Map([
  [0, "unknown"],
  [1, "binary, one bit a voxel"],
  [32, "complex64"],
  [128, "RGB24"],
  [1536, "float128"],
  [1792, "complex128"],
  [2048, "complex256"],
  [2304, "RGBA32"],
])

const BY_CODE: ReadonlyMap<number, Datatype> = new Map(
  DATATYPES.map((datatype) => [datatype.code, datatype]),
)

export const datatypeOf = (code: number): Datatype | undefined => BY_CODE.get(code)

/** Name of a datatype that holds no real numbers, or of no datatype at all. */
export const unsupportedName = (code: number): string => NOT_REAL.get(code) ?? "no NIfTI datatype"

export const REAL_DATATYPES: string = DATATYPES.map(({ name }) => name).join(", ")

const STORED_AS: Readonly<Record<NiftiData[typeof Symbol.toStringTag], number>> = {
  Uint8Array: 2,
  Int16Array: 4,
  Int32Array: 8,
  Float32Array: 16,
  Float64Array: 64,
  Int8Array: 256,
  Uint16Array: 512,
  Uint32Array: 768,
}

/** The DT_* code in which an array's values are stored without loss. */
export const codeForData = (data: NiftiData): number => STORED_AS[data[Symbol.toStringTag]]
