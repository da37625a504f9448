import { Predicate } from "effect"
import type { Target } from "../../../dsl/target.ts"
import type { Odd } from "./answer.ts"

const isTarget = (value: unknown): value is Target =>
  Predicate.isObject(value) &&
  Predicate.hasProperty(value, "target") &&
  (value.target === "table" || value.target === "figure")

const isPlain = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value)
  return Array.isArray(value) || prototype === Object.prototype || prototype === null
}

/** The tables and figures that a module exports, alone or in lists and records, each once. */
export const targetsIn = (
  exports: Readonly<Record<string, unknown>>,
): readonly (readonly [string, Target])[] => {
  const seen = new Set<object>()
  const within = (name: string, value: unknown): readonly (readonly [string, Target])[] => {
    if (typeof value !== "object" || value === null || seen.has(value)) return []
    seen.add(value)
    if (isTarget(value)) return [[name, value]]
    // A study's arms are many, and hold none.
    if (!isPlain(value) || Predicate.hasProperty(value, "arms")) return []
    return Object.entries(value).flatMap(([key, inner]) => within(`${name}.${key}`, inner))
  }
  return Object.entries(exports).flatMap(([name, value]) => within(name, value))
}

const article = (name: string): string => (/^[AEIOU]/i.test(name) ? `an ${name}` : `a ${name}`)

/** What a value is, in words. */
export const inWords = (value: unknown): string => {
  if (value === null || value === undefined) return String(value)
  if (typeof value !== "object") return article(typeof value)
  if (Array.isArray(value)) return "a list"
  return isPlain(value) ? "a record" : article(value.constructor.name)
}

const notPlain = new Set(["function", "symbol", "bigint"])

/** Takes what is no plain data out of targets, so that they can be sent, and says where it was. */
export const takeOdd = (targets: readonly (readonly [string, Target])[]): readonly Odd[] => {
  const seen = new Set<object>()
  const odd: Odd[] = []
  const within = (exported: string, node: object, path: readonly string[]): void => {
    seen.add(node)
    for (const [key, value] of Object.entries(node)) {
      const inner: unknown = value
      const isObject = typeof inner === "object" && inner !== null
      if (notPlain.has(typeof inner) || (isObject && !isPlain(inner))) {
        odd.push({ exported, path: [...path, key], text: inWords(inner) })
        Reflect.set(node, key, null)
      } else if (isObject && !seen.has(inner)) within(exported, inner, [...path, key])
    }
  }
  for (const [exported, target] of targets) if (!seen.has(target)) within(exported, target, [])
  return odd
}
