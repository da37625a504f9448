/** Plain data as dotted names and texts, as MLflow keeps parameters; empty lists and records as JSON. */
export const flatten = (data: unknown, path = ""): Readonly<Record<string, string>> => {
  if (typeof data !== "object" || data === null || Object.keys(data).length === 0)
    return { [path]: typeof data === "string" ? data : JSON.stringify(data) }
  return Object.fromEntries(
    Object.entries(data).flatMap(([key, value]) =>
      Object.entries(flatten(value, path === "" ? key : `${path}.${key}`)),
    ),
  )
}
