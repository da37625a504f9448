import type { Experiment } from "./experiment.ts"
import { sharingReplace, valueAt } from "./replace.ts"
import type { FieldPath, ValueAt, Widened } from "./path.ts"

type AnyExperiment = Experiment

/** One row of a comparison: an experiment and what tells it from its siblings. */
export interface Arm<X extends AnyExperiment = AnyExperiment, Name extends string = string> {
  readonly name: Name
  /** Label of each factor's value in this arm. */
  readonly factors: Readonly<Record<string, string>>
  readonly experiment: X
}

/** Arms that are compared, each with the same tasks. */
export interface Study<X extends AnyExperiment = AnyExperiment, Name extends string = string> {
  readonly name: string
  readonly arms: readonly Arm<X, Name>[]
  /** Factors of a zip that have fewer values than others. */
  readonly short?: readonly string[]
}

/** What the arms of a study are, and their names where these are known as types. */
export type ExperimentOf<S> = S extends Study<infer X, infer _Name> ? X : never
export type ArmOf<S> = S extends Study<infer _X, infer Name> ? Name : never

/** A component of the same family may stand in for another: MAE for M2-MAE, one network for another. */
type Replacement<V> = V extends { readonly family: infer Family }
  ? OtherOf<Family> | (OtherOf<Family> & Readonly<Record<string, unknown>>)
  : Widened<V>

interface OtherOf<Family> {
  readonly family: Family
  readonly kind: string
  readonly implementation: string
}

/**
 * Values of a factor: a list, a record whose keys name the values in tables, or a list of pairs of
 * name and value. JavaScript puts keys such as "4" first in a record; a list keeps its order.
 */
type FactorValues<V> =
  | readonly V[]
  | Readonly<Record<string, V>>
  | readonly (readonly [string, V])[]

/** Factors of an experiment, by dotted path of the field. */
type Factors<X> = { readonly [P in FieldPath<X>]?: FactorValues<Replacement<ValueAt<X, P>>> }

/** The label of a value in a list, where its type is one text or number; any text else. */
type LabelOf<V> = V extends string ? V : V extends number ? `${V}` : string

/** The labels of a factor's values. */
type Labels<V> = V extends readonly unknown[]
  ? LabelOf<V[number]>
  : `${keyof V & (string | number)}`

/** One factor at a time: each arm is named by its value. */
type NamesOfEach<F> = { [P in keyof F]: Labels<F[P]> }[keyof F] & string

type IsOne<K, All = K> = K extends unknown ? ([All] extends [K] ? true : false) : never

/** Arms of one factor are named by its values; names of several factors' values are any text. */
type NamesOfOne<F> = IsOne<keyof F> extends true ? NamesOfEach<F> : string

/**
 * Factors as they are checked, of which the type `F` is taken as well: from the branch that is never
 * chosen, so that what does not fit is told of `Factors` alone.
 */
type Taken<F, X> = [F] extends [never] ? F : Factors<X>

interface Setting {
  readonly path: string
  readonly label: string
  readonly value: unknown
}

/** What a value is called where nothing names it: its kind, or itself. */
export const describe = (value: unknown): string => {
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.map(describe).join("+")
  if (typeof value === "object" && value !== null && "kind" in value) return String(value.kind)
  if (typeof value === "number" || value === undefined) return String(value)
  return typeof value === "string" ? value : JSON.stringify(value)
}

const isList = (values: FactorValues<unknown>): values is readonly unknown[] =>
  Array.isArray(values)

type Pair = readonly [string, unknown]

/** Pairs of name and value: not a list of lists that begin with a text, as regions are. */
const arePairs = (values: readonly unknown[], current: unknown): values is readonly Pair[] =>
  values.length > 0 &&
  values.every(
    (value) =>
      Array.isArray(value) &&
      value.length === 2 &&
      typeof value[0] === "string" &&
      (!Array.isArray(current) || Array.isArray(value[1])),
  )

type AnyFactors = Readonly<Record<string, FactorValues<unknown> | undefined>>

const settings = (base: AnyExperiment, factors: AnyFactors) =>
  Object.entries(factors).flatMap(([path, values]): readonly (readonly Setting[])[] => {
    if (values === undefined) return []
    if (isList(values) && arePairs(values, valueAt(base, path)))
      return [values.map(([label, value]) => ({ path, label, value }))]
    return isList(values)
      ? [values.map((value) => ({ path, label: describe(value), value }))]
      : [Object.entries(values).map(([label, value]) => ({ path, label, value }))]
  })

const study = (base: AnyExperiment, choices: readonly (readonly Setting[])[]): Study => {
  const replace = sharingReplace()
  return {
    name: base.name,
    arms: choices.map((chosen) => ({
      name: chosen.map((setting) => setting.label).join(", ") || base.name,
      factors: Object.fromEntries(chosen.map((setting) => [setting.path, setting.label])),
      experiment: chosen.reduce((made, { path, value }) => replace(made, path, value), base),
    })),
  }
}

/** Every combination of the factors' values. */
export function grid<const X extends AnyExperiment, const F>(
  base: X,
  factors: Taken<F, NoInfer<X>>,
): Study<X, NamesOfOne<F>>
export function grid(base: AnyExperiment, factors: AnyFactors): Study {
  return study(
    base,
    settings(base, factors).reduce<readonly (readonly Setting[])[]>(
      (rows, values) => rows.flatMap((row) => values.map((value) => [...row, value])),
      [[]],
    ),
  )
}

/**
 * The first values together, then the second ones, and so on. Factors of unequal length leave the
 * arms that lack a value short of it; `ablate check` names them.
 */
export function zip<const X extends AnyExperiment, const F>(
  base: X,
  factors: Taken<F, NoInfer<X>>,
): Study<X, NamesOfOne<F>>
export function zip(base: AnyExperiment, factors: AnyFactors): Study {
  const columns = settings(base, factors)
  const length = Math.max(0, ...columns.map((column) => column.length))
  const rows = Array.from({ length }, (_, row) => columns.flatMap((column) => column[row] ?? []))
  const short = columns.flatMap((values) => (values.length < length ? (values[0]?.path ?? []) : []))
  return { ...study(base, rows), ...(short.length === 0 ? {} : { short }) }
}

/** One factor at a time: each value of each factor against the base, all else as in the base. */
export function ablate<const X extends AnyExperiment, const F>(
  base: X,
  factors: Taken<F, NoInfer<X>>,
): Study<X, NamesOfEach<F>>
export function ablate(base: AnyExperiment, factors: AnyFactors): Study {
  return study(
    base,
    settings(base, factors).flatMap((values) => values.map((value) => [value])),
  )
}

/** All sub-lists of a list, the empty one first, the whole list last, order kept; of nothing there are no values. */
export const powerset = <const Item>(items: readonly Item[]): readonly (readonly Item[])[] =>
  items.length === 0
    ? []
    : items
        .reduce<readonly (readonly Item[])[]>(
          (subsets, item) => [...subsets, ...subsets.map((subset) => [...subset, item])],
          [[]],
        )
        .toSorted((a, b) => a.length - b.length)
