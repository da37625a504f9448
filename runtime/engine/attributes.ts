import type * as tf from "@tensorflow/tfjs"

type Attributes = tf.NamedAttrMap | undefined

const wrong = (name: string, value: unknown, expected: string): Error =>
  new Error(`attribute ${name}: ${expected} expected, ${JSON.stringify(value)} given`)

/** The number under a name of a kernel's attributes. */
export const numberAt = (attributes: Attributes, name: string): number => {
  const value = attributes?.[name]
  if (typeof value !== "number") throw wrong(name, value, "a number")
  return value
}

/** The flag under a name; an absent one is false. */
export const flagAt = (attributes: Attributes, name: string): boolean => {
  const value = attributes?.[name] ?? false
  if (typeof value !== "boolean") throw wrong(name, value, "true or false")
  return value
}

/** The text under a name. */
export const textAt = (attributes: Attributes, name: string): string => {
  const value = attributes?.[name]
  if (typeof value !== "string") throw wrong(name, value, "a text")
  return value
}

/** The numbers under a name; a single number is a list of one. */
export const numbersAt = (attributes: Attributes, name: string): readonly number[] => {
  const value = attributes?.[name]
  const list = typeof value === "number" ? [value] : value
  if (!Array.isArray(list)) throw wrong(name, value, "numbers")
  return list.map((item) => {
    if (typeof item !== "number") throw wrong(name, value, "numbers")
    return item
  })
}

/** The pairs under a name, such as the paddings of each axis. */
export const pairsAt = (
  attributes: Attributes,
  name: string,
): readonly (readonly [number, number])[] => {
  const value = attributes?.[name]
  if (!Array.isArray(value)) throw wrong(name, value, "pairs")
  return value.map((pair) => {
    if (!Array.isArray(pair)) throw wrong(name, value, "pairs")
    const [before, after] = pair
    if (typeof before !== "number" || typeof after !== "number") throw wrong(name, value, "pairs")
    return [before, after]
  })
}

/** Whether a name has a value. */
export const has = (attributes: Attributes, name: string): boolean => attributes?.[name] != null
