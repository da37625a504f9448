import type { AnyDefinition } from "../../dsl/component.ts"
import { explain } from "../../dsl/explain.ts"
import { componentsOf } from "../../dsl/placed.ts"
import type { Arm } from "../../dsl/study.ts"
import { fitted } from "../units/printable.ts"

/** A value of an experiment, and who says so. */
export interface FieldOrigin {
  readonly field: string
  readonly value: unknown
  /** Where it is written, such as `experiments/quickstart.ts:44:11`; absent of a default. */
  readonly written?: string
  /** Of a default: where that comes from. */
  readonly source?: string
  /** Of a component, whose value is its kind. */
  readonly isComponent?: true
}

/** Where a field of an arm is written, and whether its own value stands there. */
export type Written = (
  field: string,
) => { readonly place: string; readonly isOwn: boolean } | undefined

/** Characters of a value at most. */
const longestValue = 60

/** A value on a line, cut where it is long. */
export const shortJson = (value: unknown): string => {
  const text = JSON.stringify(value) ?? ""
  return text.length <= longestValue ? text : `${fitted(text, longestValue - 3)}...`
}

/** The value of a field on a line; a component by its kind, its fields being listed by themselves. */
export const valueText = ({
  value,
  isComponent,
}: Pick<FieldOrigin, "value" | "isComponent">): string =>
  isComponent === true ? `${String(value)}()` : shortJson(value)

/** A field of a record for itself, each with a place of its own; what has dots in its keys stays whole. */
const leavesOf = (field: string, value: unknown): readonly (readonly [string, unknown])[] => {
  const isRecord = typeof value === "object" && value !== null && !Array.isArray(value)
  const entries = isRecord ? Object.entries(value) : []
  return entries.length === 0 || entries.some(([key]) => key.includes("."))
    ? [[field, value]]
    : entries.flatMap(([key, inner]) => leavesOf(`${field}.${key}`, inner))
}

/** Components and fields of an arm, each with where it is written or where its default comes from. */
export const fieldOrigins = (
  { experiment }: Pick<Arm, "experiment">,
  definitions: readonly AnyDefinition[],
  written: Written,
): readonly FieldOrigin[] => {
  const components = componentsOf(experiment).map(({ component, path }): FieldOrigin => {
    const field = path.join(".")
    const found = written(field)
    return {
      field,
      value: component.kind,
      isComponent: true,
      ...(found?.isOwn === true ? { written: found.place } : {}),
    }
  })
  const explained = explain(experiment, definitions).flatMap(({ field, value, source }) =>
    leavesOf(field, value).map(([own, inner]) => ({ field: own, value: inner, source })),
  )
  const seeds = { field: "seeds", value: experiment.seeds, source: undefined }
  const fields = [...explained, seeds].map(({ field, value, source }): FieldOrigin => {
    const found = written(field)
    // What is neither written nor a default follows from what is written around it.
    if (found !== undefined && (found.isOwn || source === undefined))
      return { field, value, written: found.place }
    return source === undefined ? { field, value } : { field, value, source }
  })
  // A component stands before its fields.
  const order = new Map(components.map(({ field }, index) => [field, index]))
  const place = ({ field, isComponent }: FieldOrigin): number => {
    const path = field.split(".")
    const depths = path.map((_, depth) => path.length - depth).slice(isComponent === true ? 0 : 1)
    const around = depths.map((depth) => order.get(path.slice(0, depth).join(".")))
    return around.find((index) => index !== undefined) ?? order.size
  }
  return [...components, ...fields].toSorted((a, b) => place(a) - place(b))
}
