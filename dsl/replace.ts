const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value)

const replaceIn = (data: unknown, keys: readonly string[], value: unknown): unknown => {
  const [key, ...rest] = keys
  if (key === undefined) return value
  if (isList(data)) {
    const index = Number(key)
    return index in data ? data.with(index, replaceIn(data[index], rest, value)) : data
  }
  if (!isRecord(data) || (rest.length > 0 && !(key in data))) return data
  return { ...data, [key]: replaceIn(data[key], rest, value) }
}

/**
 * A copy of plain data with another value at a dotted path, through records and lists. The rest is
 * shared, not copied. Where the path leads nowhere the data stays as it is.
 */
export function replaceAt<T extends object>(data: T, path: string, value: unknown): T
export function replaceAt(data: unknown, path: string, value: unknown): unknown {
  return replaceIn(data, path.split("."), value)
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
