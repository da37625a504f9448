import type { Voxels } from "../../volume/crop.ts"

/** Values [..., z, y, x] in reverse order along one of the last three axes; a copy. */
export function flipAxis(values: Float32Array, size: Voxels, axis: 0 | 1 | 2): Float32Array
export function flipAxis(values: Uint8Array, size: Voxels, axis: 0 | 1 | 2): Uint8Array
export function flipAxis(
  values: Float32Array | Uint8Array,
  size: Voxels,
  axis: 0 | 1 | 2,
): Float32Array | Uint8Array {
  const made = values.slice()
  const inner = size.slice(axis + 1).reduce((product, length) => product * length, 1)
  const length = size[axis]
  if (inner === 1) {
    for (let row = 0; row < made.length; row += length) made.subarray(row, row + length).reverse()
    return made
  }
  for (let block = 0; block < values.length; block += length * inner)
    for (let index = 0; index < length; index++)
      made.set(
        values.subarray(block + index * inner, block + (index + 1) * inner),
        block + (length - 1 - index) * inner,
      )
  return made
}
