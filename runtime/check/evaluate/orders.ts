/**
 * From here on `Object.fromEntries` remembers in which order it was given the keys that JavaScript
 * reorders: whole numbers. The answer tells of the records that came out in another order.
 */
export const keepOrders = (): (() => readonly (readonly [object, readonly string[]])[]) => {
  const { fromEntries } = Object
  const given: (readonly [object, readonly string[]])[] = []
  const keeping = (entries: Iterable<readonly [PropertyKey, unknown]>) => {
    const list = [...entries]
    const made = fromEntries(list)
    const keys = [...new Set(list.map(([key]) => String(key)))]
    const real = Object.keys(made)
    if (keys.some((key, index) => real[index] !== key)) given.push([made, keys])
    return made
  }
  Object.defineProperty(Object, "fromEntries", { value: keeping })
  return () => given
}
