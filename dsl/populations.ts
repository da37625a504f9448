import { cohortOf } from "./cohort.ts"
import type { Dataset } from "./dataset.ts"
import type { Experiment } from "./experiment.ts"
import { fault, type Fault } from "./fault.ts"
import type { LineFigure } from "./figure.ts"
import { plainText } from "./plainKey.ts"
import type { BlockTable } from "./table.ts"

/** How images are made ready does not change who is tested. */
const notWho = new Set([
  "modalities",
  "regions",
  "labels",
  "values",
  "preprocessing",
  "normalization",
  "split",
  "size",
])

/** Text that is equal for data sets with the same test subjects: equal ids of others are other people. */
export const populationOf = (dataset: Dataset): string =>
  plainText([
    Object.entries(dataset).filter(([key]) => !notWho.has(key)),
    [dataset.split.test, dataset.split.seed, dataset.split.folds ?? null],
    ...(dataset.split.among === undefined ? [] : [dataset.split.among]),
    // A generator draws other subjects for another size.
    dataset.kind === "phantom" ? Reflect.get(dataset, "size") : null,
  ])

const listed = (names: readonly string[]): string =>
  names.length > 3
    ? `${names.slice(0, 3).join(", ")} and ${names.length - 3} more`
    : names.join(", ")

/** Tables and lines whose arms are tested on different subjects. */
export const populationFaults = (target: BlockTable | LineFigure): readonly Fault[] => {
  const seen = new WeakMap<object, string>()
  const of = (dataset: Dataset): string => {
    const known = seen.get(dataset) ?? populationOf(dataset)
    seen.set(dataset, known)
    return known
  }
  const read = new Set(target.columns.map(({ task }) => task))
  const cohortsOf = ({ tasks }: Experiment): string =>
    plainText(
      Object.entries(tasks).flatMap(([name, task]) =>
        read.has(name) ? [[name, cohortOf(task)]] : [],
      ),
    )
  const groups = [
    ...Map.groupBy(
      target.study.arms,
      ({ experiment }) => `${of(experiment.dataset)} ${cohortsOf(experiment)}`,
    ),
  ]
  if (groups.length < 2) return []
  const isDeclared = target.target === "table" && target.populations === "several"
  const isCompared = target.target === "table" && target.compare !== null
  if (isDeclared && !isCompared) return []
  const arms = groups.map(([, group]) => `(${listed(group.map(({ name }) => name))})`).join(" and ")
  return [
    fault({
      what: isDeclared
        ? `${target.target} ${target.name} tests arms in pairs that have different test subjects: ${arms}`
        : `${target.target} ${target.name} mixes arms that are tested on different data sets or splits: ${arms}`,
      where: { field: isDeclared ? "compare" : "study" },
      expected:
        "the same test subjects in every arm: columns, what is printed bold and tests compare them",
      hint: isDeclared
        ? "leave the comparison out, or make a table for each data set"
        : target.target === "table"
          ? 'make a table for each data set or split, or say that it holds several: populations: "several"'
          : "make a figure for each data set or split",
    }),
  ]
}
