/** Turns the bytes of a tensor into float32. */
interface Decoder {
  (bytes: Buffer): Float32Array
  /** Bytes of an element. */
  readonly bytes: number
}

const decoder = (bytes: number, read: (buffer: Buffer, offset: number) => number): Decoder =>
  Object.assign(
    (buffer: Buffer) =>
      Float32Array.from({ length: buffer.length / bytes }, (_, index) =>
        read(buffer, index * bytes),
      ),
    { bytes },
  )

/** IEEE 754 binary16. */
const half = (bits: number): number => {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 0x1f
  const fraction = bits & 0x3ff
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : Number.NaN
  return exponent === 0
    ? sign * fraction * 2 ** -24
    : sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}

const word = new DataView(new ArrayBuffer(4))

/** The upper half of a binary32. */
const brain = (bits: number): number => {
  word.setUint32(0, bits << 16)
  return word.getFloat32(0)
}

/** Element types of safetensors that weights come in. */
export const decoders: Readonly<Record<string, Decoder>> = {
  F64: decoder(8, (buffer, offset) => buffer.readDoubleLE(offset)),
  F32: Object.assign(
    (buffer: Buffer) =>
      new Float32Array(
        buffer.buffer.slice(buffer.byteOffset, buffer.byteOffset + buffer.byteLength),
      ),
    { bytes: 4 },
  ),
  F16: decoder(2, (buffer, offset) => half(buffer.readUInt16LE(offset))),
  BF16: decoder(2, (buffer, offset) => brain(buffer.readUInt16LE(offset))),
}
