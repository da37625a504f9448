/** Fields that say how long, how fast or on which crops a graph runs, not what it computes. */
const outside: ReadonlySet<string> = new Set([
  "augment",
  "crops",
  "discriminatorLr",
  "epochs",
  "foreground",
  "label",
  "labelFraction",
  "lr",
  "metrics",
  "overlap",
  "warmup",
  "weightDecay",
])

/**
 * Texts that are equal for settings of equal graphs. Arms share most of their parts as objects: the
 * text of each is made once.
 */
export const graphTexts = (): ((settings: unknown) => string) => {
  const known = new WeakMap<object, string>()
  const textOf = (value: unknown): string => {
    if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? ""
    const before = known.get(value)
    if (before !== undefined) return before
    const made = Array.isArray(value)
      ? `[${value.map(textOf).join(",")}]`
      : `{${Object.entries(value)
          .filter(([name]) => !outside.has(name))
          .map(([name, field]) => `${name}:${textOf(field)}`)
          .join(",")}}`
    known.set(value, made)
    return made
  }
  return textOf
}
