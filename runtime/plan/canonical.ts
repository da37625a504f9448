import { Result } from "effect"
import { fault, type Fault } from "../../dsl/fault.ts"
import { Faulty } from "../faults/faulty.ts"

const isPlainObject = (value: object): value is Readonly<Record<string, unknown>> => {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

const named = (value: unknown): string =>
  typeof value === "object" && value !== null
    ? "an object of a class, or one that holds itself"
    : typeof value === "function" || typeof value === "symbol"
      ? `a ${typeof value}`
      : String(value)

/**
 * JSON with sorted keys, no spaces, and 0 for -0: equal data gives equal text (the idea of RFC 8785).
 * What JSON cannot carry without loss (`undefined`, NaN, an infinity, a class, a circle) is a fault,
 * reported with its dotted path, all at once.
 */
export const canonicalJson = (data: unknown): Result.Result<string, Faulty> => {
  const faults: Fault[] = []
  const reject = (value: unknown, path: readonly string[]): string => {
    faults.push(
      fault({
        what: `${path.join(".") || "the value"} is ${named(value)}`,
        where: { field: path.join(".") },
        expected: "a string, a finite number, true, false, null, or lists and records of these",
        hint: value === undefined ? "leave the field out" : "write the value as plain data",
      }),
    )
    return "null"
  }
  const text = (value: unknown, path: readonly string[], around: readonly unknown[]): string => {
    if (value === null || typeof value === "boolean" || typeof value === "string")
      return JSON.stringify(value)
    if (typeof value === "number")
      return Number.isFinite(value) ? JSON.stringify(value) : reject(value, path)
    if (typeof value !== "object" || around.includes(value)) return reject(value, path)
    const inside = [...around, value]
    if (Array.isArray(value))
      return `[${Array.from(value, (item: unknown, index) => text(item, [...path, String(index)], inside)).join(",")}]`
    if (!isPlainObject(value)) return reject(value, path)
    const entries = Object.keys(value)
      .toSorted()
      .map((key) => `${JSON.stringify(key)}:${text(value[key], [...path, key], inside)}`)
    return `{${entries.join(",")}}`
  }
  const canonical = text(data, [], [])
  return faults.length === 0 ? Result.succeed(canonical) : Result.fail(new Faulty({ faults }))
}
