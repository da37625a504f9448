import { plainText } from "./plainKey.ts"
import { valueAt } from "./replace.ts"
import { describe, type Arm } from "./study.ts"

/** One heading, or several from the widest to the narrowest. */
export type Heading = string | readonly string[]

/** A column left of the numbers: the arm's label, or what the arm's experiment has at a path. */
export interface Stub {
  readonly heading: Heading
  /** `arm`, or the dotted path of a field. Alone: the label that the arm's value has in the study. */
  readonly field: string
  /** A column for each: its heading, and what a list must hold, or the weight that must be above 0. */
  readonly ticks?: Readonly<Record<string, unknown>>
  /** One column: ticked where the value is another one. */
  readonly unless?: unknown
}

/** What stands in a stub: text, a tick or none, or null where the arm has no such field. */
export type StubValue = string | boolean | null

/** A column of a stub. */
export interface StubColumn {
  /** From the widest heading to the narrowest. */
  readonly heading: readonly string[]
  readonly field: string
  readonly valueOf: (arm: Arm, label: string) => StubValue
}

/** Whether a value is what a tick asks for: a member of a list, a weight above 0. */
const ticked = (value: unknown, tick: unknown): boolean => {
  if (Array.isArray(value)) return value.some((item) => plainText(item) === plainText(tick))
  if (typeof tick === "string" && typeof value === "object" && value !== null) {
    const weight: unknown = Reflect.get(value, tick)
    return typeof weight === "number" && weight > 0
  }
  return plainText(value) === plainText(tick)
}

const labelled = ({ factors, experiment }: Arm, field: string): StubValue => {
  const value = valueAt(experiment, field)
  if (value === undefined) return null
  return Object.hasOwn(factors, field) ? (factors[field] ?? null) : describe(value)
}

/** The columns of a stub, ticks one by one. */
export const stubColumns = ({ heading, field, ticks, unless }: Stub): readonly StubColumn[] => {
  const path = typeof heading === "string" ? [heading] : heading
  if (field === "arm") return [{ heading: path, field, valueOf: (_, label) => label }]
  const has = (arm: Arm, holds: (value: unknown) => boolean): StubValue => {
    const value = valueAt(arm.experiment, field)
    return value === undefined ? null : holds(value)
  }
  if (ticks !== undefined)
    return Object.entries(ticks).map(([name, tick]) => ({
      heading: [...path, name],
      field,
      valueOf: (arm) => has(arm, (value) => ticked(value, tick)),
    }))
  if (unless !== undefined)
    return [
      {
        heading: path,
        field,
        valueOf: (arm) => has(arm, (value) => plainText(value) !== plainText(unless)),
      },
    ]
  return [{ heading: path, field, valueOf: (arm) => labelled(arm, field) }]
}
