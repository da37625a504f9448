import { createHash } from "node:crypto"
import { Result } from "effect"
import type { AnyDefinition } from "../../dsl/component.ts"
import { isComponent } from "../../dsl/placed.ts"
import { canonicalJson } from "./canonical.ts"
import type { StageIdentity } from "./stage.ts"

type Entries = readonly (readonly [string, unknown])[]

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" &&
  value !== null &&
  (Object.getPrototypeOf(value) === Object.prototype || Object.getPrototypeOf(value) === null)

const without = (value: unknown, key: string): unknown =>
  isRecord(value)
    ? Object.fromEntries(Object.entries(value).filter(([name]) => name !== key))
    : value

/** The tables of labels and values are read by content (the fingerprint), not by place. */
const placelessTable = (table: unknown): unknown =>
  isRecord(table)
    ? Object.fromEntries(
        Object.entries(table)
          .filter(([name]) => name !== "csv")
          .map(([name, value]) => [name, name === "via" ? without(value, "csv") : value]),
      )
    : table

const placeless = (tables: unknown): unknown =>
  isRecord(tables)
    ? Object.fromEntries(
        Object.entries(tables).map(([name, table]) => [name, placelessTable(table)]),
      )
    : tables

const canonicalText = (value: unknown): string => Result.getOrElse(canonicalJson(value), () => "")

/** Canonical JSON of the values that mean what was done before, by family and kind, by field. */
type Before = ReadonlyMap<string, ReadonlyMap<string, string>>

const beforeOf = (definitions: readonly AnyDefinition[]): Before =>
  new Map(
    definitions.map(({ family, kind, fields }) => [
      `${family} ${kind}`,
      new Map(
        Object.entries(fields).flatMap(([name, field]) =>
          "before" in field ? [[name, canonicalText(field.before)] as const] : [],
        ),
      ),
    ]),
  )

const entriesOf = (node: Readonly<Record<string, unknown>>, before: Before): Entries => {
  if (!isComponent(node)) return Object.entries(node)
  const later = before.get(`${node.family} ${node.kind}`)
  const fields = Object.entries(node).filter(
    ([key, value]) =>
      key !== "implementation" &&
      (later?.has(key) !== true || later.get(key) !== canonicalText(value)),
  )
  // Imported weights are read by content, not by place.
  if (node["family"] === "objective" && node["kind"] === "imported")
    return fields.filter(([key]) => key !== "weights")
  // What a task predicts follows from its kind.
  if (node["family"] === "task") return fields.filter(([key]) => key !== "of")
  // Steps of augmentation are known by their kind.
  if (node["family"] === "augmentation") return fields.filter(([key]) => key !== "family")
  if (node["family"] !== "dataset") return fields
  return fields
    .filter(([key]) => key !== "root" && key !== "unlabelled")
    .map(([key, value]) => [key, key === "labels" || key === "values" ? placeless(value) : value])
}

/** What a key takes from a stage's settings, or from a part of them. */
export interface Slice {
  /** The settings without modules, fields that came later at what was done before, the data's root and the paths of label tables. */
  readonly value: unknown
  /** Its canonical JSON; undefined where it holds what JSON cannot carry. */
  readonly json: string | undefined
  /** The modules that the settings name, by dotted path of the component. */
  readonly implementations: readonly (readonly [path: string, address: string])[]
}

const noModules: Slice["implementations"] = []

const plain = (value: unknown): Slice => {
  const isJson =
    value === null ||
    typeof value === "string" ||
    typeof value === "boolean" ||
    (typeof value === "number" && Number.isFinite(value))
  return { value, json: isJson ? JSON.stringify(value) : undefined, implementations: noModules }
}

const below = (name: string, { implementations }: Slice): Slice["implementations"] =>
  implementations.map(([path, address]) => [path === "" ? name : `${name}.${path}`, address])

const joined = (parts: readonly (readonly [string, Slice])[], isList: boolean): Slice => {
  const isJson = parts.every(([, part]) => part.json !== undefined)
  const texts = isList
    ? `[${parts.map(([, { json }]) => json).join(",")}]`
    : `{${parts
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, { json }]) => `${JSON.stringify(name)}:${json}`)
        .join(",")}}`
  return {
    value: isList
      ? parts.map(([, { value }]) => value)
      : Object.fromEntries(parts.map(([name, { value }]) => [name, value])),
    json: isJson ? texts : undefined,
    implementations: parts.flatMap(([name, part]) => below(name, part)),
  }
}

/**
 * Slices settings. Arms share most of their parts as objects: each is sliced once, which is what
 * makes a study of thousands of arms quick to plan.
 */
export const slicing = (definitions: readonly AnyDefinition[]): ((settings: unknown) => Slice) => {
  const before = beforeOf(definitions)
  const known = new WeakMap<object, Slice>()
  const around = new Set<object>()
  const sliced = (node: object): Slice => {
    if (Array.isArray(node))
      return joined(
        node.map((item, index) => [String(index), slice(item)]),
        true,
      )
    if (!isRecord(node)) return plain(node)
    const own = isComponent(node) ? ([["", node.implementation]] as const) : []
    const whole = joined(
      entriesOf(node, before).map(([name, value]) => [name, slice(value)]),
      false,
    )
    return { ...whole, implementations: [...own, ...whole.implementations] }
  }
  const slice = (value: unknown): Slice => {
    if (typeof value !== "object" || value === null) return plain(value)
    const before = known.get(value)
    if (before !== undefined) return before
    if (around.has(value)) return { value, json: undefined, implementations: [] }
    around.add(value)
    const made = sliced(value)
    around.delete(value)
    known.set(value, made)
    return made
  }
  return slice
}

/** Names and texts as JSON, in an order that does not depend on how they were written. */
export const sortedJson = (record: Readonly<Record<string, string>>): string =>
  JSON.stringify(Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1)))

/** The key of a stage: SHA-256 of its identity, whose slice and code are given as canonical JSON. */
export const keyOf = (
  { kind, seed, inputs }: Pick<StageIdentity, "kind" | "seed" | "inputs">,
  slice: string,
  code: string,
): string =>
  createHash("sha256")
    .update(`${kind}\n${seed}\n${sortedJson(inputs)}\n${code}\n${slice}`)
    .digest("hex")
