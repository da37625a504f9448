import { suggestion } from "./closest.ts"
import { pretrainingMetrics, pretrainingTask } from "./column.ts"
import type { Experiment } from "./experiment.ts"
import { fault, type Fault } from "./fault.ts"
import { valueAt } from "./replace.ts"
import type { Study } from "./study.ts"
import type { Table } from "./table.ts"
import { unknownOptions } from "./unknownOptions.ts"

/** Names among those given that are none of the known ones. */
const unknownNames = (
  what: string,
  field: string,
  given: object,
  known: readonly string[],
): readonly Fault[] =>
  Object.keys(given)
    .filter((name) => !known.includes(name))
    .map((name) =>
      fault({
        what: `${what} "${name}"`,
        where: { field: `${field}.${name}` },
        expected: `one of ${known.join(", ") || "none"}`,
        hint: suggestion(name, known),
      }),
    )

const namesOf: Readonly<
  Record<"tasks" | "metrics" | "regions", (one: Experiment) => readonly string[]>
> = {
  tasks: ({ tasks }) => [...Object.keys(tasks), pretrainingTask],
  metrics: ({ tasks }) => [
    ...Object.values(tasks).flatMap(({ metrics }) => metrics.map(({ kind }) => kind)),
    ...pretrainingMetrics,
  ],
  regions: (one) => Object.keys(Object(valueAt(one, "dataset.regions"))),
}

const namesIn = ({ arms }: Study, part: keyof typeof namesOf): readonly string[] => [
  ...new Set(arms.flatMap(({ experiment }) => namesOf[part](experiment))),
]

/** Decimals of metrics that no arm has; a record of them may be shared by tables of other columns. */
const digits = ({ name, blocks, digits: given }: Table): readonly Fault[] => {
  // Arms may be very many.
  if (Object.keys(given).length === 0) return []
  const known = blocks.flatMap(({ study }) => namesIn(study, "metrics"))
  return unknownNames(`table ${name} has no metric`, "digits", given, [...new Set(known)])
}

/** Titles of what the experiments of a block do not have. */
const titles = ({ name, blocks }: Table): readonly Fault[] =>
  blocks.flatMap(({ name: block, study, titles: given }) => {
    const field = block === "" ? "titles" : `titles.${block}`
    const parts = ["tasks", "metrics", "regions"] as const
    return [
      ...unknownOptions(given, ["dataset", ...parts], `${field} of table ${name}`, `${field}.`),
      ...parts.flatMap((part) => {
        const own = given[part]
        if (own === undefined) return []
        return unknownNames(
          `table ${name} gives a title to what no arm has among its ${part}:`,
          `${field}.${part}`,
          own,
          namesIn(study, part),
        )
      }),
    ]
  })

/** Names in a table's options that are of nothing in it: what is said of them would be printed nowhere. */
export const tableNameFaults = (table: Table): readonly Fault[] => [
  ...digits(table),
  ...titles(table),
]
