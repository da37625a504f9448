import { faultIf, faultUnless } from "./faultIf.ts"
import { suggestion } from "./closest.ts"
import { cohortOf } from "./cohort.ts"
import type { Dataset } from "./dataset.ts"
import { fault, type Fault } from "./fault.ts"
import { withoutFolds } from "./foldFaults.ts"
import { foldsOf } from "./folds.ts"
import { knownSubjects, knownTestSubjects } from "./knownSubjects.ts"
import { armNames, blockTables, type BlockTable, type Table } from "./table.ts"
import { tableNameFaults } from "./tableNames.ts"
import { tableValueFaults } from "./tableValues.ts"
import type { Task } from "./task.ts"
import { unknownOptions } from "./unknownOptions.ts"

const unknownArm = ({ name, compare, blocks }: Table): readonly Fault[] => {
  const arms = armNames({ blocks })
  if (compare === null) return []
  return faultUnless(arms.includes(compare.with), () => ({
    what: `table ${name} compares with "${compare.with}", which is no arm`,
    where: { field: "compare.with" },
    expected: `one of ${arms.join(", ")}`,
    hint: suggestion(compare.with, arms),
  }))
}

const drawnSeeds = ({ name, interval, blocks }: Table): readonly Fault[] => {
  const once = blocks
    .flatMap(({ study }) => study.arms)
    .filter(({ experiment }) => new Set(experiment.seeds).size < 2)
  return faultIf(interval?.over === "seeds and subjects" && once.length > 0, () => ({
    what: `table ${name} draws seeds, and ${once.map((arm) => arm.name).join(", ")} ${once.length === 1 ? "has" : "have"} one`,
    where: { field: "interval.over" },
    expected: "2 seeds or more in every arm",
    hint: 'add seeds, or draw over: "subjects" alone',
  }))
}

/** The least p of the exact two-sided test: all differences of one sign. */
const leastP = (pairs: number): number => 2 / 2 ** pairs

/** Subjects that an arm's task is tested on, where they are known: all of them in a cross-validation. */
const testedSubjects = (dataset: Dataset, task: Task | undefined): number | undefined => {
  const cohort = task === undefined ? null : cohortOf(task)
  if (cohort !== null) return cohort.test >= 1 ? cohort.test : undefined
  return foldsOf(dataset.split).length > 1
    ? knownSubjects(dataset)?.all
    : knownTestSubjects(dataset)
}

const fewPairs = ({ name, compare, study, columns }: BlockTable): readonly Fault[] => {
  if (compare === null) return []
  const read = new Set(columns.map(({ task }) => task))
  const counts = study.arms.flatMap(({ experiment: { dataset, tasks } }) =>
    [...read].flatMap((task) => testedSubjects(dataset, tasks[task]) ?? []),
  )
  const pairs = counts.reduce((least, count) => Math.min(least, count), Infinity)
  return faultUnless(leastP(pairs) <= 0.05, () => ({
    what: `table ${name}: a Wilcoxon test of ${pairs} pairs cannot give a p below ${leastP(pairs)}`,
    where: { field: "compare" },
    expected: "6 test subjects or more, for a p of 0.05",
    hint: "test on more subjects, or leave the comparison out",
  }))
}

const unknown = (table: Table): readonly Fault[] => [
  ...unknownOptions(table, options, "a table"),
  ...unknownOptions(
    table.interval ?? {},
    ["samples", "level", "seed", "over"],
    "bootstrap",
    "interval.",
  ),
  ...unknownOptions(
    table.compare ?? {},
    ["test", "with", "correction"],
    "a comparison",
    "compare.",
  ),
  ...unknownOptions(table.boldIf ?? {}, ["test", "level", "correction"], "significant", "boldIf."),
]

const options = [
  "target",
  "name",
  "caption",
  "blocks",
  "stub",
  "rows",
  "show",
  "spread",
  "interval",
  "compare",
  "against",
  "best",
  "second",
  "boldIf",
  "digits",
  "transpose",
  "landscape",
  "populations",
  "published",
  "acrossFolds",
]

/** Numbers over folds are those of a cross-validation; intervals and tests are of means over subjects. */
const foldSpread = (table: Table): readonly Fault[] => {
  const { name, spread, blocks } = table
  if (spread !== "folds") return []
  const inferred = (["interval", "compare", "boldIf"] as const).filter(
    (key) => (table[key] ?? null) !== null,
  )
  return [
    ...withoutFolds(
      `table ${name}`,
      blocks.flatMap(({ study }) => study.arms),
    ),
    ...inferred.map((key) =>
      fault({
        what: `table ${name} prints means over folds, and ${key} is of means over subjects`,
        where: { field: key },
        expected: 'spread: "subjects", "seeds" or "pooled"',
        hint: "leave one of the two out",
      }),
    ),
  ]
}

/** Predictions of all folds together are those of a cross-validation, and give no number a fold. */
const pooledFolds = ({ name, acrossFolds, spread, blocks }: Table): readonly Fault[] => {
  const field = "acrossFolds"
  if (acrossFolds !== "pooled") return []
  return [
    ...withoutFolds(
      `table ${name}`,
      blocks.flatMap(({ study }) => study.arms),
      field,
    ),
    ...faultIf(spread === "folds", () => ({
      what: `table ${name} prints numbers over folds, and pools the predictions of all folds`,
      where: { field },
      expected: 'spread: "seeds" with acrossFolds: "pooled"',
      hint: "leave one of the two out",
    })),
  ]
}

/** What is wrong with how a table compares its arms. */
export const tableFaults = (table: Table): readonly Fault[] => [
  ...unknown(table),
  ...unknownArm(table),
  ...blockTables(table).flatMap(fewPairs),
  ...tableValueFaults(table),
  ...tableNameFaults(table),
  ...drawnSeeds(table),
  ...foldSpread(table),
  ...pooledFolds(table),
]
