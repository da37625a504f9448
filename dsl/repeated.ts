/** Values that a list has had before, each time that it has them again. */
export const repeated = <T>(values: readonly T[]): readonly T[] =>
  values.filter((value, index) => values.indexOf(value) !== index)
