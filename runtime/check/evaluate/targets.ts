import { isPromise } from "node:util/types"
import { Predicate } from "effect"
import type { Target } from "../../../dsl/target.ts"

const isTarget = (value: unknown): value is Target =>
  Predicate.isObject(value) &&
  Predicate.hasProperty(value, "target") &&
  (value.target === "table" || value.target === "figure")

const isPlain = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value)
  return Array.isArray(value) || prototype === Object.prototype || prototype === null
}

/** A record with the name and the study of a target, of which no constructor made one. */
const isLike = (value: object): value is { readonly name: string } =>
  !isTarget(value) &&
  Predicate.hasProperty(value, "name") &&
  typeof value.name === "string" &&
  (Predicate.hasProperty(value, "blocks") ||
    (Predicate.hasProperty(value, "study") && Predicate.hasProperty(value.study, "arms")))

type Exported<T> = readonly (readonly [name: string, value: T])[]

/** What a module exports of a kind, alone or in lists and records, each once. */
const exported = <T extends object>(
  exports: Readonly<Record<string, unknown>>,
  isMeant: (value: object) => value is T,
): Exported<T> => {
  const seen = new Set<object>()
  const within = (name: string, value: unknown): Exported<T> => {
    if (typeof value !== "object" || value === null || seen.has(value)) return []
    seen.add(value)
    if (isMeant(value)) return [[name, value]]
    if (isTarget(value)) return []
    // A study's arms are many, and hold none.
    if (!isPlain(value) || Predicate.hasProperty(value, "arms")) return []
    return Object.entries(value).flatMap(([key, inner]) => within(`${name}.${key}`, inner))
  }
  return Object.entries(exports).flatMap(([name, value]) => within(name, value))
}

/** The tables and figures that a module exports. */
export const targetsIn = (exports: Readonly<Record<string, unknown>>): Exported<Target> =>
  exported(exports, isTarget)

/** Names of records that a module exports and that are like a target, but of which no target is made. */
export const likeTargetsIn = (
  exports: Readonly<Record<string, unknown>>,
  targets: Exported<Target>,
): readonly string[] => {
  const made = new Set(targets.map(([, { name }]) => name))
  return exported(exports, isLike)
    .filter(([, { name }]) => !made.has(name))
    .map(([name]) => name)
}

/** The promises that a module exports. */
export const promisesIn = (
  exports: Readonly<Record<string, unknown>>,
): Exported<Promise<unknown>> => exported(exports, isPromise)

const article = (name: string): string =>
  /^(?!Uint)[AEIOU]/i.test(name) ? `an ${name}` : `a ${name}`

/** What a value is, in words. */
export const inWords = (value: unknown): string => {
  if (value === null || value === undefined) return String(value)
  if (typeof value !== "object") return article(typeof value)
  if (Array.isArray(value)) return "a list"
  return isPlain(value) ? "a record" : article(value.constructor.name)
}

const notPlain = new Set(["function", "symbol", "bigint"])

const isOdd = (value: unknown): boolean =>
  notPlain.has(typeof value) || (typeof value === "object" && value !== null && !isPlain(value))

type Copy = <T>(value: T, told?: (path: readonly string[], text: string) => void) => T

/**
 * Makes plain copies, which can be sent: of proxies, getters and records with functions in them too. An object has one
 * copy wherever it stands. What is no plain data becomes null and is told, with the path on which it was come to.
 */
export const plainCopier = (): Copy => {
  const copies = new Map<object, object>()
  function copy<T>(value: T, told?: (path: readonly string[], text: string) => void): T
  function copy(
    whole: unknown,
    told: (path: readonly string[], text: string) => void = () => {},
  ): unknown {
    const path: string[] = []
    const around = new Set<object>()
    const within = (value: unknown): unknown => {
      if (isOdd(value)) {
        told([...path], inWords(value))
        return null
      }
      if (typeof value !== "object" || value === null) return value
      const known = copies.get(value)
      if (known !== undefined && around.has(known)) {
        told([...path], `the ${Array.isArray(value) ? "list" : "record"} that it stands in`)
        return null
      }
      if (known !== undefined) return known
      const made: object = Array.isArray(value) ? [] : {}
      copies.set(value, made)
      around.add(made)
      // A hole in a list is no key: it is told of as what is undefined there.
      for (const key of Array.isArray(value) ? value.keys() : Object.keys(value)) {
        path.push(String(key))
        const inner = within(Reflect.get(value, key))
        Object.defineProperty(made, key, { ...property, value: inner })
        path.pop()
      }
      around.delete(made)
      return made
    }
    return within(whole)
  }
  return copy
}

const property = { enumerable: true, writable: true, configurable: true }
