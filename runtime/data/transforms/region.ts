/** 1 where the label has one of the values (as WT = 1, 2, 3), else 0. */
export const regionMask = (label: Uint8Array, values: readonly number[]): Uint8Array => {
  const inside = new Uint8Array(256)
  for (const value of values) inside[value] = 1
  return label.map((value) => inside[value]!)
}
