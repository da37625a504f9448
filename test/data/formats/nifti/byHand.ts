import { gzipSync } from "node:zlib"
import * as fc from "fast-check"

/** Writes one value of a datatype into a buffer. */
type Put = (view: DataView, at: number, value: number, little: boolean) => void

/** Code, size, range and writer of each datatype of real numbers (nifti1.h). */
export const STORED: readonly {
  readonly name: string
  readonly code: number
  readonly bytes: number
  readonly value: fc.Arbitrary<number>
  readonly put: Put
}[] = [
  {
    name: "uint8",
    code: 2,
    bytes: 1,
    value: fc.integer({ min: 0, max: 255 }),
    put: (view, at, value) => view.setUint8(at, value),
  },
  {
    name: "int16",
    code: 4,
    bytes: 2,
    value: fc.integer({ min: -32768, max: 32767 }),
    put: (view, at, value, little) => view.setInt16(at, value, little),
  },
  {
    name: "int32",
    code: 8,
    bytes: 4,
    value: fc.integer(),
    put: (view, at, value, little) => view.setInt32(at, value, little),
  },
  {
    name: "float32",
    code: 16,
    bytes: 4,
    value: fc.float(),
    put: (view, at, value, little) => view.setFloat32(at, value, little),
  },
  {
    name: "float64",
    code: 64,
    bytes: 8,
    value: fc.double(),
    put: (view, at, value, little) => view.setFloat64(at, value, little),
  },
  {
    name: "int8",
    code: 256,
    bytes: 1,
    value: fc.integer({ min: -128, max: 127 }),
    put: (view, at, value) => view.setInt8(at, value),
  },
  {
    name: "uint16",
    code: 512,
    bytes: 2,
    value: fc.integer({ min: 0, max: 65535 }),
    put: (view, at, value, little) => view.setUint16(at, value, little),
  },
  {
    name: "uint32",
    code: 768,
    bytes: 4,
    value: fc.integer({ min: 0, max: 0xffffffff }),
    put: (view, at, value, little) => view.setUint32(at, value, little),
  },
  {
    name: "int64",
    code: 1024,
    bytes: 8,
    value: fc.maxSafeInteger(),
    put: (view, at, value, little) => view.setBigInt64(at, BigInt(value), little),
  },
  {
    name: "uint64",
    code: 1280,
    bytes: 8,
    value: fc.maxSafeNat(),
    put: (view, at, value, little) => view.setBigUint64(at, BigInt(value), little),
  },
]

/** An image and every choice that its file leaves open. */
export interface HandMade {
  readonly version: 1 | 2
  readonly little: boolean
  readonly stored: (typeof STORED)[number]
  readonly shape: readonly number[]
  readonly values: readonly number[]
  /** Three rows of four, float32. */
  readonly sform: readonly number[]
  readonly slope: number
  readonly intercept: number
  /** Bytes between the header and the voxels. */
  readonly gap: number
  readonly gzip: boolean
}

const finite32 = fc.float({ noNaN: true, noDefaultInfinity: true })

export const handMade: fc.Arbitrary<HandMade> = fc
  .record({
    version: fc.constantFrom(1 as const, 2 as const),
    little: fc.boolean(),
    stored: fc.constantFrom(...STORED),
    shape: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 5 }),
    sform: fc.array(finite32, { minLength: 12, maxLength: 12 }),
    slope: fc.constantFrom(0, 1, 0.5, -3, Number.NaN),
    intercept: fc.constantFrom(0, 7.25, -1000),
    gap: fc.constantFrom(4, 20, 64),
    gzip: fc.boolean(),
  })
  .chain((rest) => {
    const length = rest.shape.reduce((product, n) => product * n, 1)
    return fc
      .array(rest.stored.value, { minLength: length, maxLength: length })
      .map((values) => ({ ...rest, values }))
  })

/** The bytes of a file, field by field from the tables of nifti1.h and nifti2.h. */
export const bytesOf = (image: HandMade): Buffer => {
  const { version, little, stored, shape, values, sform, gap } = image
  const size = version === 1 ? 348 : 540
  const offset = size + gap
  const bytes = Buffer.alloc(offset + values.length * stored.bytes)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const rest = Array.from({ length: 7 - shape.length }, () => 1)
  view.setInt32(0, size, little)
  for (const [axis, length] of [shape.length, ...shape, ...rest].entries()) {
    if (version === 1) {
      view.setInt16(40 + 2 * axis, length, little)
      view.setFloat32(76 + 4 * axis, 1, little)
    } else {
      view.setBigInt64(16 + 8 * axis, BigInt(length), little)
      view.setFloat64(104 + 8 * axis, 1, little)
    }
  }
  if (version === 1) {
    view.setInt16(70, stored.code, little)
    view.setInt16(72, 8 * stored.bytes, little)
    view.setFloat32(108, offset, little)
    view.setFloat32(112, image.slope, little)
    view.setFloat32(116, image.intercept, little)
    view.setInt16(254, 1, little)
    sform.forEach((value, index) => view.setFloat32(280 + 4 * index, value, little))
    bytes.write("n+1\0", 344, "latin1")
  } else {
    view.setInt16(12, stored.code, little)
    view.setInt16(14, 8 * stored.bytes, little)
    view.setBigInt64(168, BigInt(offset), little)
    view.setFloat64(176, image.slope, little)
    view.setFloat64(184, image.intercept, little)
    view.setInt32(348, 1, little)
    sform.forEach((value, index) => view.setFloat64(400 + 8 * index, value, little))
    bytes.write("n+2\0\r\n\u001a\n", 4, "latin1")
  }
  values.forEach((value, index) => stored.put(view, offset + index * stored.bytes, value, little))
  return image.gzip ? gzipSync(bytes) : bytes
}
