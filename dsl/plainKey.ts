/** Text that is equal for equal plain data; the order of keys does not count, NaN is NaN. */
export const plainText = (data: unknown): string => {
  if (typeof data === "number") return Object.is(data, -0) ? "0" : String(data)
  if (Array.isArray(data)) return `[${data.map(plainText).join()}]`
  if (typeof data === "object" && data !== null)
    return `{${Object.entries(data)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) => `${JSON.stringify(key)}:${plainText(value)}`)
      .join()}}`
  return JSON.stringify(data) ?? String(data)
}

/** Numbers for plain data: equal data has equal numbers. What is shared is read once. */
export const numbering = (): ((data: unknown) => number) => {
  const byIdentity = new WeakMap<object, number>()
  const byText = new Map<string, number>()
  const numbered = (text: string): number => {
    const number = byText.get(text) ?? byText.size
    byText.set(text, number)
    return number
  }
  const inner = (value: unknown): string =>
    typeof value === "object" && value !== null ? `#${number(value)}` : plainText(value)
  const number = (data: unknown): number => {
    if (typeof data !== "object" || data === null) return numbered(plainText(data))
    const known = byIdentity.get(data)
    if (known !== undefined) return known
    const text = Array.isArray(data)
      ? `[${data.map(inner).join()}]`
      : `{${Object.entries(data)
          .toSorted(([a], [b]) => (a < b ? -1 : 1))
          .map(([key, value]) => `${JSON.stringify(key)}:${inner(value)}`)
          .join()}}`
    const made = numbered(text)
    byIdentity.set(data, made)
    return made
  }
  return number
}
