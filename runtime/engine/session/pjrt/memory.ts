import koffi from "koffi"

/** An address in native memory; PJRT's objects are known by theirs. */
export type Pointer = bigint

/** Address of an array's memory. Whoever stores it keeps the array reachable while it may be used. */
export const addressOf = (array: ArrayBufferView): Pointer => koffi.address(array)

export const textAt = (address: Pointer, length: bigint): string =>
  length === 0n ? "" : koffi.decode.string(address, Number(length))

/** The words of 8 bytes that lie at an address. */
export const wordsAt = (address: Pointer, count: number): readonly bigint[] =>
  Array.from({ length: count }, (_, index) => BigInt(koffi.decode(address, index * 8, "uint64_t")))

/** Words that stay where they are: V8 moves the values of a small array that is made without a buffer. */
export const wordsOf = (values: readonly (bigint | number)[]): BigUint64Array => {
  const words = new BigUint64Array(new ArrayBuffer(8 * Math.max(1, values.length)))
  values.forEach((value, index) => (words[index] = BigInt.asUintN(64, BigInt(value))))
  return words
}

/** A struct of words: struct_size, extension_start, fields. */
export const structOf = (fields: readonly (bigint | number)[]): BigUint64Array =>
  wordsOf([8 * (fields.length + 2), 0, ...fields])
