/** Values that a list has had before, each time that it has them again. */
export const repeated = <T>(values: readonly T[]): readonly T[] => {
  const had = new Set<T>()
  return values.filter((value) => {
    const isAgain = had.has(value)
    had.add(value)
    return isAgain
  })
}
