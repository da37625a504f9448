import type { At, Other, Path } from "./arms.ts"
import { parseColumn, type Column, type ColumnName } from "./column.ts"
import type { Component } from "./component.ts"
import type { Bootstrap, PairedTest, Significance } from "./inference.ts"
import type { MetricIn } from "./column.ts"
import type { Widened } from "./path.ts"
import type { Beside } from "./published.ts"
import type { Heading } from "./stub.ts"
import type { ArmOf, ExperimentOf, Study } from "./study.ts"
import type { Shown, Spread, Table, TableRow, Within } from "./table.ts"
import type { TitlesOf } from "./titles.ts"

/** Studies side by side, by the names of their blocks. */
type Blocks = Readonly<Record<string, Study>>
type ExperimentIn<S extends Blocks> = ExperimentOf<S[keyof S]>
type ArmIn<S extends Blocks> = ArmOf<S[keyof S]>

/** Columns that every block measures. */
type Common<S extends Blocks> = {
  [B in keyof S]: (column: ColumnName<ExperimentOf<S[B]>>) => void
}[keyof S] extends (column: infer C extends string) => void
  ? C
  : never

/** What a tick asks for: a component or value of a list, or the name of a weight above 0. */
type Tick<V> = V extends readonly { readonly family: infer Family extends string }[]
  ? Component<Family>
  : V extends readonly (infer Item)[]
    ? Widened<Item>
    : V extends Readonly<Record<string, number>>
      ? keyof V & string
      : never

interface FieldStub<P extends string, V> {
  readonly heading: Heading
  readonly field: P
  readonly ticks?: Readonly<Record<string, Tick<V>>>
  readonly unless?: Other<V>
}

/** A column left of the numbers, from each arm's experiment. */
type StubOf<X> =
  | { readonly heading: Heading; readonly field: "arm" }
  | { [P in Path<X>]: FieldStub<P, At<X, P>> }[Path<X>]

/**
 * A group of rows: labels by arm, or a list of names and of pairs of name and label. JavaScript puts keys
 * such as "4" first in a record; a list keeps its order.
 */
type Rows<Name extends string> =
  | { readonly [N in Name]?: string }
  | readonly (Name | readonly [Name, string])[]

interface TableOptions<S extends Blocks> {
  readonly name: string
  readonly caption?: string
  readonly stub?: readonly StubOf<ExperimentIn<S>>[]
  /** Arms with their labels, in groups with a rule between; where left out, all arms as they come. */
  readonly rows?: readonly Rows<ArmIn<S>>[]
  readonly show?: readonly Shown[]
  readonly spread?: Spread
  readonly interval?: Bootstrap
  readonly compare?: PairedTest<ArmIn<S>>
  /** Arm that deltas are taken to; where left out, the one compared with. */
  readonly against?: ArmIn<S>
  readonly best?: Within
  readonly second?: Within
  readonly boldIf?: Significance
  readonly digits?: { readonly [M in MetricIn<ExperimentIn<S>>]?: number }
  readonly transpose?: boolean
  /** LaTeX on pages that are turned, for wide tables. */
  readonly landscape?: boolean
  readonly populations?: "one" | "several"
  /** Of a number for the whole set, such as an AUC, in a cross-validation; `mean` where left out. */
  readonly acrossFolds?: "mean" | "pooled"
  /** Published numbers of every arm beside the table's own. */
  readonly published?: Beside<ArmIn<S>>
}

/** One study as the only block. */
type BlocksOf<S> = S extends Study ? { readonly "": S } : S extends Blocks ? S : never

interface Sources<S extends Study | Blocks> {
  /** `task.metric.region` or `task.metric`; `*` is every region. Of every block, or by block. */
  readonly columns: S extends Study
    ? readonly ColumnName<ExperimentOf<S>>[]
    : S extends Blocks
      ? | readonly Common<S>[]
        | { readonly [B in keyof S]: readonly ColumnName<ExperimentOf<S[B]>>[] }
      : never
  /** Titles of this table alone; of blocks, by block. */
  readonly titles?: S extends Study
    ? TitlesOf<ExperimentOf<S>>
    : S extends Blocks
      ? { readonly [B in keyof S]?: TitlesOf<ExperimentOf<S[B]>> }
      : never
  /** Why arms of other blocks are no arms of a block. */
  readonly absent?: S extends Blocks
    ? { readonly [B in keyof S]?: { readonly [N in ArmIn<S>]?: string } }
    : never
}

/** A column with `*` written out: every region of the task. */
const expanded = (text: string, { arms }: Study): readonly Column[] => {
  const column = parseColumn(text)
  if (column.region !== "*") return [column]
  const tasks = arms.flatMap(({ experiment }) => experiment.tasks[column.task] ?? [])
  const [task] = tasks
  return task?.of === "masks" ? task.regions.map((region) => ({ ...column, region })) : [column]
}

const columnsOf = (texts: readonly string[], study: Study): readonly Column[] =>
  texts.flatMap((text) => expanded(text, study))

const rowOf = (row: string | readonly [string, string]): TableRow =>
  typeof row === "string" ? { arm: row, label: row } : { arm: row[0], label: row[1] }

const isList = <Item>(value: readonly Item[] | object): value is readonly Item[] =>
  Array.isArray(value)

const groupOf = (group: Rows<string>): readonly TableRow[] =>
  isList(group)
    ? group.map(rowOf)
    : Object.entries(group).flatMap(([arm, label]) => (label === undefined ? [] : [{ arm, label }]))

/** Options without what the compiler knows of studies. */
interface AnyOptions extends Partial<Omit<Table, "target" | "blocks" | "rows" | "digits">> {
  readonly name: string
  readonly study?: Study | Blocks
  readonly blocks?: Study | Blocks
  readonly columns: readonly string[] | Readonly<Record<string, readonly string[]>>
  readonly titles?: unknown
  readonly absent?: Readonly<
    Record<string, Readonly<Record<string, string | undefined>> | undefined>
  >
  readonly rows?: readonly Rows<string>[]
  readonly digits?: Readonly<Record<string, number | undefined>>
}

const defined = <Value>(
  record: Readonly<Record<string, Value | undefined>> = {},
): Readonly<Record<string, Value>> =>
  Object.fromEntries(
    Object.entries(record).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  )

const isStudy = (value: Study | Blocks): value is Study => Array.isArray(value["arms"])

const blocksOf = ({ study, blocks, columns, titles, absent }: AnyOptions): Table["blocks"] => {
  const given = blocks ?? study ?? {}
  const sides = isStudy(given) ? { "": given } : given
  return Object.entries(sides).map(([name, own]) => ({
    name,
    study: own,
    columns: columnsOf(isList(columns) ? columns : (columns[name] ?? []), own),
    titles: Object((name === "" ? titles : Object(titles)[name]) ?? {}),
    absent: defined(absent?.[name]),
  }))
}

const made = (options: AnyOptions): Table => {
  const { study: _, blocks: __, titles: ___, absent: ____, columns: _____, ...rest } = options
  return {
    ...rest,
    target: "table",
    caption: options.caption ?? "",
    blocks: blocksOf(options),
    stub: options.stub ?? [{ heading: "Arm", field: "arm" }],
    rows: options.rows?.map(groupOf) ?? null,
    show: options.show ?? [
      "mean",
      "std",
      ...(options.interval === undefined ? [] : (["interval"] as const)),
      ...(options.compare === undefined ? [] : (["p"] as const)),
    ],
    spread: options.spread ?? "seeds",
    interval: options.interval ?? null,
    compare: options.compare ?? null,
    best: options.best ?? "column",
    second: options.second ?? "none",
    digits: defined(options.digits),
    transpose: options.transpose ?? false,
  }
}

/**
 * A table with one row an arm and one column a measurement, of a study or of several side by side. A
 * column nobody measures, a row that is no arm and a tick of no field do not compile.
 */
export const table = <const S extends Study | Blocks>(
  options: {
    readonly study?: S
    /** Studies side by side, each with its own data set; rows are matched by the arms' names. */
    readonly blocks?: S
  } & Sources<NoInfer<S>> &
    TableOptions<BlocksOf<NoInfer<S>>>,
): Table => made(options)
