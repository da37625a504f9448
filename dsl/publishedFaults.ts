import { faultUnless } from "./faultIf.ts"
import { suggestion } from "./closest.ts"
import type { AnyDefinition } from "./component.ts"
import { columnText, sameColumn } from "./column.ts"
import { fault, type Fault } from "./fault.ts"
import { measuredColumns } from "./measuredColumns.ts"
import { readingOf } from "./metric.ts"
import { isMetricDefinition } from "./metricDefinition.ts"
import { oddWords, publishedBlock, type Beside } from "./published.ts"
import { armNames, blockTables, type BlockTable, type Table } from "./table.ts"
import { unknownOptions } from "./unknownOptions.ts"

const draws = ["ours", "published", "both", "difference"]

/** Arms that the published rows do not name: left out and null are told apart, for typos. */
const rowsMissing = (table: Table, { from }: Beside): readonly Fault[] => {
  const known = Object.keys(from.rows)
  const missing = armNames(table).filter((arm) => !known.includes(arm))
  return missing.map((arm) =>
    fault({
      what: `table ${table.name} has the arm "${arm}", of which the published numbers say nothing`,
      where: { field: "published.from.rows" },
      expected: "a row for each arm",
      hint: `${suggestion(arm, known)}; or write null where the paper has no such row`,
    }),
  )
}

const blockFaults = (
  table: BlockTable,
  { from, draw }: Beside,
  definitions: readonly AnyDefinition[],
): readonly Fault[] => {
  const found = publishedBlock(from, table.block)
  const title = table.block.name === "" ? "its study" : `block ${table.block.name}`
  const columns = table.columns.filter((each) => found?.columns.includes(columnText(each)))
  if (found === undefined || columns.length === 0)
    return [
      fault({
        what: `table ${table.name}: nothing is published of the columns of ${title}`,
        where: { field: "published.from.columns" },
        expected: `${table.columns.map(columnText).join(", ")}, under the block's name or the kind of its data set`,
        hint:
          found === undefined
            ? `it is called ${Object.keys(from.columns).join(", ")} there: name the block so`
            : `there are ${found.columns.join(", ")}`,
      }),
    ]
  const rows = Object.keys(from.rows).map((arm) => ({ arm, words: found.words(arm) }))
  const uneven = rows.filter(
    ({ words }) => words.length > 0 && words.length !== found.columns.length,
  )
  const odd = rows.flatMap(({ arm, words }) => oddWords(words).map((word) => ({ arm, word })))
  return [
    ...uneven.map(({ arm, words }) =>
      fault({
        what: `the published row "${arm}" has ${words.length} numbers of ${found.name}`,
        where: { field: `published.from.rows.${arm}` },
        expected: `${found.columns.length}, one a column`,
        hint: "write - where there is none",
      }),
    ),
    ...odd.map(({ arm, word }) =>
      fault({
        what: `"${word}" in the published row "${arm}" is no number`,
        where: { field: `published.from.rows.${arm}` },
        expected: 'numbers as printed, such as "82.59" or "82.59±6.13", and - for none',
      }),
    ),
    ...(draw === "difference" ? columns : []).flatMap((column) => {
      const [metric] = table.study.arms.flatMap(
        ({ experiment }) =>
          measuredColumns(experiment).find((own) => sameColumn(own.column, column))?.metric ?? [],
      )
      const unit =
        metric === undefined
          ? undefined
          : readingOf(metric, definitions.filter(isMetricDefinition))?.unit
      const published = from.units?.[column.metric] ?? "%"
      return faultUnless(unit === undefined || unit === published, () => ({
        what: `table ${table.name} takes differences of ${columnText(column)} in ${unit} to published numbers in ${published}`,
        where: { field: "published.draw" },
        expected: "one unit",
        hint: 'measure it in the published unit, or draw: "both"',
      }))
    }),
  ]
}

/** What is wrong with the published numbers that a table draws. */
export const publishedFaults = (
  table: Table,
  definitions: readonly AnyDefinition[],
): readonly Fault[] => {
  const { published } = table
  if (published === undefined) return []
  const unknown = [
    ...unknownOptions(published, ["from", "draw"], "published", "published."),
    ...faultUnless(draws.includes(published.draw), () => ({
      what: `table ${table.name} draws "${published.draw}" of what is published`,
      where: { field: "published.draw" },
      expected: `one of ${draws.join(", ")}`,
      hint: suggestion(published.draw, draws),
    })),
  ]
  return [
    ...unknown,
    ...rowsMissing(table, published),
    ...blockTables(table).flatMap((each) => blockFaults(each, published, definitions)),
  ]
}
