import { faultUnless } from "./faultIf.ts"
import { suggestion } from "./closest.ts"
import { cohortOf } from "./cohort.ts"
import type { Dataset } from "./dataset.ts"
import type { Experiment } from "./experiment.ts"
import { fault, type Fault } from "./fault.ts"
import { scoresOf } from "./serverScores.ts"
import type { MaskTask, Task } from "./task.ts"

const splitFaults = ({ split: { test, folds } }: Dataset): readonly Fault[] =>
  faultUnless(test === 0 && folds === undefined, () => ({
    what: "subjects without labels are tested, and others are held out too",
    where: { field: "dataset.split.test" },
    expected: "0, and no folds: all with labels are trained on",
    hint: "write split: { test: 0, seed: 0 }, or leave out unlabelled",
  }))

/** Columns of a server's table that the task does not measure, or that are not named. */
const columnFaults = (
  { metrics, regions }: MaskTask,
  columns: Readonly<Record<string, string>>,
  path: string,
): readonly Fault[] => {
  const measured = metrics.flatMap(({ kind }) => regions.map((region) => `${kind}.${region}`))
  const named = Object.keys(columns)
  return [
    ...measured
      .filter((column) => !named.includes(column))
      .map((column) =>
        fault({
          what: `no column of the server's table is named for ${column}`,
          where: { field: `${path}.columns` },
          expected: `a column each: ${measured.join(", ")}`,
          hint: `write "${column}": and the head of its column`,
        }),
      ),
    ...named
      .filter((column) => !measured.includes(column))
      .map((column) =>
        fault({
          what: `the task does not measure ${column}`,
          where: { field: `${path}.columns.${column}` },
          expected: `one of ${measured.join(", ")}`,
          hint: suggestion(column, measured),
        }),
      ),
  ]
}

const taskFaults = (dataset: Dataset, path: string, task: Task): readonly Fault[] => {
  const scores = scoresOf(task)
  const isCohort = cohortOf(task) !== null
  const isUnlabelled = (dataset.unlabelled ?? null) !== null
  if (scores === null)
    return faultUnless(!isUnlabelled || isCohort, () => ({
      what: "the test subjects have no labels, so nothing can be measured",
      where: { field: path },
      expected: "scores of a server, or subjects of the task's own",
      hint:
        task.of === "masks"
          ? "say where the server's scores are: scores: { server, folder, subject, columns }"
          : "name them: cohort: { among, test, seed, overlap }",
    }))
  return [
    ...faultUnless(isUnlabelled && !isCohort, () => ({
      what: "a server scores subjects without labels, and the task tests others",
      where: { field: `${path}.scores` },
      expected: "a data set with `unlabelled`, and no cohort",
      hint: "leave out scores: what has labels is measured here",
    })),
    ...(task.of === "masks" ? columnFaults(task, scores.columns, `${path}.scores`) : []),
  ]
}

/** What is wrong with how subjects without labels are tested. */
export const unlabelledFaults = ({ dataset, tasks }: Experiment): readonly Fault[] => [
  ...((dataset.unlabelled ?? null) === null ? [] : splitFaults(dataset)),
  ...Object.entries(tasks).flatMap(([name, task]) => taskFaults(dataset, `tasks.${name}`, task)),
]
