/** A place in plain data, and what stands there on either side; undefined for nothing. */
export interface PlainDifference {
  readonly path: string
  readonly a: unknown
  readonly b: unknown
}

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value)

/** What of a list another one lacks; undefined for nothing. */
const without = (list: readonly unknown[], other: readonly unknown[]): unknown => {
  const texts = new Set(other.map((each) => JSON.stringify(each)))
  const own = list.filter((each) => !texts.has(JSON.stringify(each)))
  return own.length === 0 ? undefined : own
}

/** Where two pieces of plain data differ, as deep inside as can be said; of lists of unequal length, what only one has. */
export const differences = (a: unknown, b: unknown, path = ""): readonly PlainDifference[] => {
  if (Object.is(a, b)) return []
  if (isList(a) && isList(b) && a.length !== b.length) {
    const [onlyA, onlyB] = [without(a, b), without(b, a)]
    return [{ path, ...(onlyA === onlyB ? { a, b } : { a: onlyA, b: onlyB }) }]
  }
  if (
    typeof a !== "object" ||
    a === null ||
    typeof b !== "object" ||
    b === null ||
    isList(a) !== isList(b)
  )
    return [{ path, a, b }]
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap((key) =>
    differences(Reflect.get(a, key), Reflect.get(b, key), path === "" ? key : `${path}.${key}`),
  )
}
