import { createHash } from "node:crypto"
import { Result } from "effect"
import { componentsOf } from "../../dsl/definitions.ts"
import type { Faulty } from "../faulty.ts"
import { canonicalJson } from "./canonical.ts"
import type { StageIdentity } from "./stage.ts"

type Entries = readonly (readonly [string, unknown])[]

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const without = (value: unknown, key: string): unknown =>
  isRecord(value)
    ? Object.fromEntries(Object.entries(value).filter(([name]) => name !== key))
    : value

/** The tables of labels are read by content (the fingerprint), not by place. */
const placeless = (labels: unknown): unknown =>
  isRecord(labels)
    ? Object.fromEntries(
        Object.entries(labels).map(([name, table]) => [name, without(table, "csv")]),
      )
    : labels

const entriesOf = (node: Readonly<Record<string, unknown>>): Entries => {
  const isComponent = "family" in node && "kind" in node && "implementation" in node
  if (!isComponent) return Object.entries(node)
  const fields = Object.entries(node).filter(([key]) => key !== "implementation")
  if (node["family"] !== "dataset") return fields
  return fields
    .filter(([key]) => key !== "root")
    .map(([key, value]) => [key, key === "labels" ? placeless(value) : value])
}

/**
 * The part of a stage's settings that identifies it: modules, the data's root and the paths of
 * label tables are left out. Code hashes and the data's fingerprint stand in their place.
 */
export const sliceOf = (settings: unknown): unknown => {
  if (Array.isArray(settings)) return settings.map(sliceOf)
  return isRecord(settings)
    ? Object.fromEntries(entriesOf(settings).map(([key, value]) => [key, sliceOf(value)]))
    : settings
}

/** The modules that settings name, by dotted path of the component. */
export const implementationsIn = (settings: unknown): Readonly<Record<string, string>> =>
  Object.fromEntries(
    componentsOf(settings).map(({ component, path }) => [path.join("."), component.implementation]),
  )

/** The key of a stage: SHA-256 of the canonical JSON of its identity. */
export const keyOf = ({
  kind,
  slice,
  seed,
  inputs,
  code,
}: StageIdentity): Result.Result<string, Faulty> =>
  Result.map(canonicalJson({ kind, slice, seed, inputs, code }), (text) =>
    createHash("sha256").update(text).digest("hex"),
  )
