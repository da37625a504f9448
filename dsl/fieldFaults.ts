import { Schema } from "effect"
import { suggestion } from "./closest.ts"
import type { AnyDefinition, Component } from "./component.ts"
import { definitionOf } from "./definitions.ts"
import { componentsOf, type Placed } from "./placed.ts"
import type { Fault } from "./fault.ts"
import { hasDefault, type Field } from "./field.ts"

const identity = new Set(["family", "kind", "implementation", "of"])

const shown = (value: unknown): string => JSON.stringify(value) ?? String(value)

const issuesOf = (field: Field, value: unknown) => {
  const result = Schema.toStandardSchemaV1(field.schema)["~standard"].validate(value)
  return result instanceof Promise ? [] : (result.issues ?? [])
}

const inside = (value: unknown, keys: readonly PropertyKey[]): unknown =>
  keys.reduce<unknown>(
    (node, key) => (typeof node === "object" && node !== null ? Reflect.get(node, key) : undefined),
    value,
  )

/** What is wrong with the value of one field that stands at a path. */
export const valueFaults = (
  field: Field,
  value: unknown,
  path: readonly string[],
): readonly Fault[] => {
  const name = path.at(-1) ?? "value"
  if (value === undefined)
    return [
      {
        what: `"${name}" is missing`,
        where: { field: path.join(".") },
        expected: field.doc,
        hint: hasDefault(field)
          ? `${shown(field.default)} is the default (${field.source})`
          : `give "${name}"`,
      },
    ]
  return issuesOf(field, value).map((issue) => {
    const keys = (issue.path ?? []).map((part) => (typeof part === "object" ? part.key : part))
    const inner = keys.map(String)
    return {
      what: `${[name, ...inner].join(".")} is ${shown(inside(value, keys))}`,
      where: { field: [...path, ...inner].join(".") },
      expected: issue.message.replace(/^Expected /, ""),
      hint: hasDefault(field)
        ? `${field.doc} ${shown(field.default)} is the default (${field.source})`
        : field.doc,
    }
  })
}

const fieldFaults = ({ component, path }: Placed, definition: AnyDefinition): readonly Fault[] => {
  const values = new Map(Object.entries(component))
  const names = Object.keys(definition.fields)
  const unknown = [...values.keys()]
    .filter((key) => !identity.has(key) && !names.includes(key))
    .map((key) => ({
      what: `${definition.kind} has no field "${key}"`,
      where: { field: [...path, key].join(".") },
      expected: `the fields of ${definition.kind}: ${names.join(", ")}`,
      hint: suggestion(key, names),
    }))
  const wrong = Object.entries(definition.fields).flatMap(([key, field]) =>
    valueFaults(field, values.get(key), [...path, key]),
  )
  return [...unknown, ...wrong]
}

const undefinedKind = (
  component: Component,
  path: readonly string[],
  kinds: readonly string[],
) => ({
  what: `no ${component.family} is called "${component.kind}"`,
  where: { field: [...path, "kind"].join(".") },
  expected: `one of ${kinds.join(", ")}`,
  hint: suggestion(component.kind, kinds),
})

/** What is wrong with the fields of the components of an experiment, each by its own definition. */
export const componentFaults = (
  data: unknown,
  definitions: readonly AnyDefinition[],
): readonly Fault[] =>
  componentsOf(data).flatMap((placed) => {
    const definition = definitionOf(placed.component, definitions)
    if (definition !== undefined) return fieldFaults(placed, definition)
    const kinds = definitions
      .filter((known) => known.family === placed.component.family)
      .map((known) => known.kind)
    return [undefinedKind(placed.component, placed.path, kinds)]
  })
