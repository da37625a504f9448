const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const replaced = (node: unknown, keys: readonly string[], value: unknown): unknown => {
  const [key, ...rest] = keys
  if (key === undefined) return value
  return isRecord(node) ? { ...node, [key]: replaced(node[key], rest, value) } : node
}

/** A copy of plain data with another value at a dotted path. The rest is shared, not copied. */
export const replaceAt = <T extends object>(data: T, path: string, value: unknown): T =>
  replaced(data, path.split("."), value) as T

/** What stands at a dotted path; `undefined` where the path leads nowhere. */
export const valueAt = (data: unknown, path: string): unknown =>
  path.split(".").reduce<unknown>((node, key) => (isRecord(node) ? node[key] : undefined), data)

/** The dotted paths of all fields of plain data; lists end a path. */
export const pathsOf = (data: unknown, prefix = ""): readonly string[] =>
  isRecord(data)
    ? Object.entries(data).flatMap(([key, value]) => [
        `${prefix}${key}`,
        ...pathsOf(value, `${prefix}${key}.`),
      ])
    : []
