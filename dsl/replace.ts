const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value)

type ReplaceIn = (data: unknown, keys: readonly string[], value: unknown) => unknown

/** Puts a value at the keys' place; `inside` does the same a level below. */
const replaceIn = (
  data: unknown,
  [key, ...rest]: readonly string[],
  value: unknown,
  inside: ReplaceIn,
): unknown => {
  if (key === undefined) return value
  if (isList(data)) {
    const index = Number(key)
    return index in data ? data.with(index, inside(data[index], rest, value)) : data
  }
  if (!isRecord(data) || (rest.length > 0 && !(key in data))) return data
  return { ...data, [key]: inside(data[key], rest, value) }
}

const replaceDeep: ReplaceIn = (data, keys, value) => replaceIn(data, keys, value, replaceDeep)

/**
 * A copy of plain data with another value at a dotted path, through records and lists. The rest is
 * shared, not copied. Where the path leads nowhere the data stays as it is.
 */
export function replaceAt<T extends object>(data: T, path: string, value: unknown): T
export function replaceAt(data: unknown, path: string, value: unknown): unknown {
  return replaceDeep(data, path.split("."), value)
}

/**
 * `replaceAt` for many copies: the same value at the same place of the same object makes one object. So
 * the arms of a grid share what is equal in them, and what is worked out of a part is so once.
 */
export const sharingReplace = (): typeof replaceAt => {
  const made = new Map<unknown, Map<string, Map<unknown, unknown>>>()
  const replace: ReplaceIn = (data, keys, value) => {
    if (keys.length === 0) return value
    const places = made.get(data) ?? new Map<string, Map<unknown, unknown>>()
    made.set(data, places)
    const place = keys.join(".")
    const values = places.get(place) ?? new Map<unknown, unknown>()
    places.set(place, values)
    if (!values.has(value)) values.set(value, replaceIn(data, keys, value, replace))
    return values.get(value)
  }
  function shared<T extends object>(data: T, path: string, value: unknown): T
  function shared(data: unknown, path: string, value: unknown): unknown {
    return replace(data, path.split("."), value)
  }
  return shared
}

/** What stands at a dotted path, through records and lists; `undefined` where it leads nowhere. */
export const valueAt = (data: unknown, path: string): unknown =>
  path
    .split(".")
    .reduce<unknown>(
      (node, key) =>
        isRecord(node)
          ? node[key]
          : isList(node) && /^\d+$/.test(key)
            ? node[Number(key)]
            : undefined,
      data,
    )
