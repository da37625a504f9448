import { Schema } from "effect"
import { suggestion } from "./closest.ts"
import type { AnyDefinition, Component } from "./component.ts"
import { definitionOf } from "./definitions.ts"
import { isComponent, type Placed } from "./placed.ts"
import { fault, type Fault } from "./fault.ts"
import { hasDefault, type Field } from "./field.ts"
import { schemaKeys } from "./schemaKeys.ts"

const identity = new Set(["family", "kind", "implementation", "of"])

/** A value as an author would write it: NaN is NaN. */
const shown = (value: unknown): string => {
  if (typeof value === "number") return String(value)
  if (Array.isArray(value)) return `[${value.map(shown).join(", ")}]`
  if (typeof value === "object" && value !== null)
    return `{ ${Object.entries(value)
      .map(([key, inner]) => `${key}: ${shown(inner)}`)
      .join(", ")} }`
  return JSON.stringify(value) ?? String(value)
}

const excess = "Expected no excess property"

const validatorOf = (field: Field) =>
  Schema.toStandardSchemaV1(field.schema, {
    parseOptions: { errors: "all", onExcessProperty: "error" },
  })["~standard"]

type Validator = ReturnType<typeof validatorOf>

const issuesOf = (validator: Validator, value: unknown) => {
  const result = validator.validate(value)
  return result instanceof Promise ? [] : (result.issues ?? [])
}

type Issues = (field: Field, value: unknown) => ReturnType<typeof issuesOf>

const readOnce: Issues = (field, value) => issuesOf(validatorOf(field), value)

/** Reads each value of a field once: arms share most of theirs. */
const reader = (): Issues => {
  const fields = new Map<Field, readonly [Validator, Map<unknown, ReturnType<Issues>>]>()
  return (field, value) => {
    const [validator, known] = fields.get(field) ?? [validatorOf(field), new Map()]
    fields.set(field, [validator, known])
    const issues = known.get(value) ?? issuesOf(validator, value)
    known.set(value, issues)
    return issues
  }
}

const inside = (value: unknown, keys: readonly PropertyKey[]): unknown =>
  keys.reduce<unknown>(
    (node, key) => (typeof node === "object" && node !== null ? Reflect.get(node, key) : undefined),
    value,
  )

/** What Effect expects, in an author's words. */
const expectedOf = (message: string, given: unknown): string => {
  const expected = message.replace(/^Expected /, "")
  return expected === "an integer" && Number.isInteger(given)
    ? "a whole number below 2^53"
    : (types[expected] ?? expected)
}

const types: Readonly<Record<string, string>> = { number: "a number", string: "a text" }

/** What is wrong with the value of one field that stands at a path. */
export const valueFaults = (
  field: Field,
  value: unknown,
  path: readonly string[],
  issues: Issues = readOnce,
): readonly Fault[] => {
  const name = path.at(-1) ?? "value"
  if (value === undefined)
    return [
      fault({
        what: `"${name}" is missing`,
        where: { field: path.join(".") },
        expected: field.doc,
        hint: hasDefault(field)
          ? `${shown(field.default)} is the default (${field.source})`
          : `give "${name}"`,
      }),
    ]
  return issues(field, value).map((issue) => {
    const keys = (issue.path ?? []).map((part) => (typeof part === "object" ? part.key : part))
    const inner = keys.map(String)
    if (issue.message === excess) {
      const key = inner.at(-1) ?? ""
      const names = schemaKeys(field.schema, inner.slice(0, -1))
      return fault({
        what: `${[name, ...inner.slice(0, -1)].join(".")} has no field "${key}"`,
        where: { field: [...path, ...inner].join(".") },
        expected: `one of ${names.join(", ")}`,
        hint: suggestion(key, names),
      })
    }
    const given = inside(value, keys)
    return fault({
      what: `${[name, ...inner].join(".")} is ${shown(given)}`,
      where: { field: [...path, ...inner].join(".") },
      expected: expectedOf(issue.message, given),
      hint: hasDefault(field)
        ? `${field.doc} ${shown(field.default)} is the default (${field.source})`
        : field.doc,
    })
  })
}

const fieldFaults = (
  { component, path }: Placed,
  definition: AnyDefinition,
  issues: Issues,
): readonly Fault[] => {
  const values = new Map(Object.entries(component))
  const names = Object.keys(definition.fields)
  const unknown = [...values.keys()]
    .filter((key) => !identity.has(key) && !names.includes(key))
    .map((key) =>
      fault({
        what: `${definition.kind} has no field "${key}"`,
        where: { field: [...path, key].join(".") },
        expected: `the fields of ${definition.kind}: ${names.join(", ")}`,
        hint: suggestion(key, names),
      }),
    )
  const wrong = Object.entries(definition.fields).flatMap(([key, field]) =>
    valueFaults(field, values.get(key), [...path, key], issues),
  )
  return [...unknown, ...wrong]
}

const undefinedKind = (component: Component, path: readonly string[], kinds: readonly string[]) =>
  fault({
    what: `no ${component.family} is called "${component.kind}"`,
    where: { field: [...path, "kind"].join(".") },
    expected: `one of ${kinds.join(", ")}`,
    hint: suggestion(component.kind, kinds),
  })

const placedFaults = (
  placed: Placed,
  definitions: readonly AnyDefinition[],
  issues: Issues,
): readonly Fault[] => {
  const definition = definitionOf(placed.component, definitions)
  if (definition !== undefined) return fieldFaults(placed, definition, issues)
  const kinds = definitions
    .filter((known) => known.family === placed.component.family)
    .map((known) => known.kind)
  return [undefinedKind(placed.component, placed.path, kinds)]
}

const under = (each: Fault, path: string): Fault => ({
  ...each,
  where: { ...each.where, field: [path, each.where.field ?? ""].filter(Boolean).join(".") },
})

/** The checks of components and single fields, each value looked at once. */
export interface ComponentChecker {
  /** What is wrong with the components of a part that stands at a path, each by its own definition. */
  readonly component: (data: unknown, path: string) => readonly Fault[]
  readonly value: (field: Field, value: unknown, path: string) => readonly Fault[]
}

/** A checker that remembers what it has seen: arms share most of their parts. */
export const componentChecker = (definitions: readonly AnyDefinition[]): ComponentChecker => {
  const known = new WeakMap<object, readonly Fault[]>()
  const issues = reader()
  const within = (data: unknown): readonly Fault[] => {
    if (typeof data !== "object" || data === null) return []
    const before = known.get(data)
    if (before !== undefined) return before
    const own = isComponent(data)
      ? placedFaults({ component: data, path: [] }, definitions, issues)
      : []
    const inner = Object.entries(data).flatMap(([key, value]) =>
      within(value).map((each) => under(each, key)),
    )
    const faults = [...own, ...inner]
    known.set(data, faults)
    return faults
  }
  return {
    component: (data, path) => within(data).map((each) => under(each, path)),
    value: (field, value, path) => valueFaults(field, value, [path], issues),
  }
}
