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
  return (data) => {
    const isObject = typeof data === "object" && data !== null
    const known = isObject ? byIdentity.get(data) : undefined
    if (known !== undefined) return known
    const text = plainText(data)
    const number = byText.get(text) ?? byText.size
    byText.set(text, number)
    if (isObject) byIdentity.set(data, number)
    return number
  }
}
