const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** A copy of plain data with another value at a dotted path. The rest is shared, not copied. */
export function replaceAt<T extends object>(data: T, path: string, value: unknown): T
export function replaceAt(data: unknown, path: string, value: unknown): unknown {
  const [key = "", ...rest] = path.split(".")
  if (!isRecord(data)) return data
  const inner = rest.length === 0 ? value : replaceAt(Object(data[key]), rest.join("."), value)
  return { ...data, [key]: inner }
}

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
