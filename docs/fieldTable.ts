import type { AnyDefinition } from "../dsl/component.ts"
import { hasDefault, type Field } from "../dsl/field.ts"
import { table } from "./markdownTable.ts"

/** Characters of a default at most; longer ones are named only. */
const longest = 90

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** A value as an author writes it; components and steps as calls. */
const written = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(written).join(", ")}]`
  if (!isRecord(value)) return JSON.stringify(value)
  const { kind, family: _family, implementation: _implementation, ...fields } = value
  const entries = Object.entries(typeof kind === "string" ? fields : value)
  const inside = entries.map(([key, field]) => `${key}: ${written(field)}`).join(", ")
  if (typeof kind === "string") return `${kind}(${inside === "" ? "" : `{ ${inside} }`})`
  return inside === "" ? "{}" : `{ ${inside} }`
}

/** What a long value is made of, without the settings of its parts. */
const named = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(named).join(", ")}]`
  if (!isRecord(value)) return JSON.stringify(value)
  return typeof value["kind"] === "string"
    ? `${value["kind"]}(...)`
    : `{ ${Object.keys(value).join(", ")} }`
}

const defaultOf = (field: Field): string => {
  if (!hasDefault(field)) return "required"
  const whole = written(field.default)
  return `\`${whole.length <= longest ? whole : named(field.default)}\``
}

/** The fields of a definition as a Markdown table, those left out that a page tells by itself. */
export const fieldTable = (
  { fields }: Pick<AnyDefinition, "fields">,
  except: readonly string[],
): string =>
  table(
    ["field", "what it is", "default", "source"],
    Object.entries(fields)
      .filter(([name]) => !except.includes(name))
      .map(([name, field]) => [
        `\`${name}\``,
        field.doc,
        defaultOf(field),
        hasDefault(field) ? field.source : "",
      ]),
  )
