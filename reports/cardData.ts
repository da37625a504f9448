import { short } from "./cellProvenance.ts"
import type { TableReport } from "./report.ts"
import type { Curve, Work } from "./runsTable.ts"
import type { WrittenValue } from "./valuesTable.ts"

/** What cards of cells show beside the seeds: of each run, by its short key, and of the file. */
interface CardData {
  readonly runs: Readonly<Record<string, RunData>>
  readonly curves: readonly Omit<Curve, "key">[]
  /** Each list of subjects that some run has numbers of. */
  readonly subjects: readonly (readonly string[])[]
  /** By a run's short key and the column: the list of its subjects, and their numbers between spaces. */
  readonly numbers: Readonly<Record<string, Readonly<Record<string, readonly [number, string]>>>>
  readonly values: readonly WrittenValue[]
}

interface RunData {
  readonly facts: string
  readonly mlflow?: string
  /** Places in `curves`. */
  readonly curves: readonly number[]
}

/** Places in a list of what is different. */
const places = <A>() => {
  const all = new Map<string, { readonly at: number; readonly value: A }>()
  const at = (name: string, value: A): number => {
    const known = all.get(name) ?? { at: all.size, value }
    all.set(name, known)
    return known.at
  }
  return { at, list: () => [...all.values()].map(({ value }) => value) }
}

const written = (value: number | null, digits: number): string => value?.toFixed(digits) ?? "-"

/** The data of cards as JSON that may stand in a page. */
export const cardData = (
  tables: readonly TableReport[],
  works: ReadonlyMap<string, Work>,
  values: readonly WrittenValue[],
): string => {
  const curves = places<Omit<Curve, "key">>()
  const subjects = places<readonly string[]>()
  const runs = [...works].map(([key, { devices, time, mlflow, curves: own }]) => {
    const facts = [devices.join(", "), time].join(", ")
    const drawn = own.map(({ key: stage, ...curve }) => curves.at(`${stage} ${curve.title}`, curve))
    return [short(key), { facts, ...(mlflow === undefined ? {} : { mlflow }), curves: drawn }]
  })
  const numbers = tables.flatMap((table) => {
    const digits = new Map(table.columns.map((column) => [column.name, column.digits]))
    const perRun = Map.groupBy(table.subjects, ({ key }) => key)
    return [...perRun].map(([key, own]) => [
      short(key),
      Object.fromEntries(
        [...Map.groupBy(own, ({ column }) => column)].map(([column, some]) => {
          const who = some.map(({ subject }) => subject)
          const text = some.map(({ value }) => written(value, digits.get(column) ?? 2)).join(" ")
          return [column, [subjects.at(JSON.stringify(who), who), text]]
        }),
      ),
    ])
  })
  const data: CardData = {
    runs: Object.fromEntries(runs),
    curves: curves.list(),
    subjects: subjects.list(),
    numbers: Object.fromEntries(numbers),
    values,
  }
  return JSON.stringify(data).replaceAll("<", "\\u003c")
}
