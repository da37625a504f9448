import { suggestion } from "./closest.ts"
import { cohortOf } from "./cohort.ts"
import { pretrainingTask } from "./column.ts"
import type { Experiment } from "./experiment.ts"
import { fault, type Fault } from "./fault.ts"
import { labelRuleFaults } from "./labelRule.ts"
import type { MaskTask, ProbabilityTask, Task, ValueTask } from "./task.ts"

const repeated = <T>(values: readonly T[]): readonly T[] =>
  values.filter((value, index) => values.indexOf(value) !== index)

/** What is wrong with the name of a task. */
export const taskNameFaults = (name: string): readonly Fault[] => {
  const where = { field: `tasks.${name}` }
  if (name === pretrainingTask)
    return [
      fault({
        what: `a task is called "${name}", as are the columns of what pre-training itself measures`,
        where,
        expected: "another name",
        hint: "name the task by what it predicts",
      }),
    ]
  return name === "" || name.includes(".")
    ? [
        fault({
          what: `"${name}" is no name of a task`,
          where,
          expected: "a name without dots: a column is written task.metric.region",
          hint: name === "" ? "name the task" : `write ${name.replaceAll(".", "_")}`,
        }),
      ]
    : []
}

const segmentationFaults = (
  { dataset }: Experiment,
  path: string,
  task: MaskTask,
): readonly Fault[] => {
  const regions = Object.keys(dataset.regions)
  const unknown = task.regions.flatMap((region, index) =>
    regions.includes(region)
      ? []
      : [
          fault({
            what: `${dataset.kind} has no region "${region}"`,
            where: { field: `${path}.regions.${index}` },
            expected: `one of ${regions.join(", ")}`,
            hint: suggestion(region, regions),
          }),
        ],
  )
  const none =
    task.regions.length === 0
      ? [
          fault({
            what: "no region is named",
            where: { field: `${path}.regions` },
            expected: "one region or more",
            hint: "name the regions",
          }),
        ]
      : []
  const rule =
    unknown.length > 0
      ? []
      : labelRuleFaults(task.regions, dataset.regions, task.rule, `${path}.rule`)
  const checkpoint =
    task.checkpoint === "best" && dataset.split.validation === undefined
      ? [
          fault({
            what: "the checkpoint is chosen on validation subjects, and there are none",
            where: { field: `${path}.checkpoint` },
            expected: "a split with validation subjects",
            hint: "declare them, split: { test, validation, seed }, or keep the last checkpoint",
          }),
        ]
      : []
  return [...unknown, ...none, ...rule, ...checkpoint]
}

const classificationFaults = (
  { dataset }: Experiment,
  path: string,
  task: ProbabilityTask,
): readonly Fault[] => {
  const labels = Object.keys(dataset.labels)
  return labels.includes(task.label)
    ? []
    : [
        fault({
          what: `${dataset.kind} has no label "${task.label}"`,
          where: { field: `${path}.label` },
          expected:
            labels.length === 0
              ? "a label that the data set declares"
              : `one of ${labels.join(", ")}`,
          hint:
            labels.length === 0
              ? `declare it: labels: { ${task.label}: { csv, id, column, negative, positive } }`
              : suggestion(task.label, labels),
        }),
      ]
}

const valueFaults = ({ dataset }: Experiment, path: string, task: ValueTask): readonly Fault[] => {
  const values = Object.keys(dataset.values ?? {})
  return values.includes(task.value)
    ? []
    : [
        fault({
          what: `${dataset.kind} has no value "${task.value}"`,
          where: { field: `${path}.value` },
          expected:
            values.length === 0
              ? "a value that the data set declares"
              : `one of ${values.join(", ")}`,
          hint:
            values.length === 0
              ? `declare it: values: { ${task.value}: { csv, id, column } }`
              : suggestion(task.value, values),
        }),
      ]
}

const predictionFaults = (experiment: Experiment, path: string, task: Task): readonly Fault[] => {
  switch (task.of) {
    case "masks":
      return segmentationFaults(experiment, path, task)
    case "probability":
      return classificationFaults(experiment, path, task)
    case "value":
      return valueFaults(experiment, path, task)
  }
}

/** What is wrong with subjects of a task's own. */
const cohortFaults = ({ dataset }: Experiment, path: string, task: Task): readonly Fault[] => {
  const cohort = cohortOf(task)
  if (cohort === null) return []
  const { among } = cohort
  const known = [...Object.keys(dataset.labels), ...Object.keys(dataset.values ?? {})]
  return [
    ...(known.includes(among)
      ? []
      : [
          fault({
            what: `${dataset.kind} has no label or value "${among}"`,
            where: { field: `${path}.cohort.among` },
            expected: known.length === 0 ? "a data set with labels" : `one of ${known.join(", ")}`,
            hint: suggestion(among, known),
          }),
        ]),
    ...(dataset.split.folds === undefined
      ? []
      : [
          fault({
            what: "a task with a cohort of its own in a cross-validation",
            where: { field: `${path}.cohort` },
            expected: "the folds of the data set",
            hint: "leave the cohort out, or the folds",
          }),
        ]),
    ...("checkpoint" in task && task.checkpoint === "best"
      ? [
          fault({
            what: "the checkpoint is chosen on validation subjects, and a cohort has none",
            where: { field: `${path}.checkpoint` },
            expected: "the last checkpoint",
          }),
        ]
      : []),
  ]
}

/** What is wrong with a task of an experiment: what it needs of the data set, its metrics. */
export const taskFaults = (experiment: Experiment, name: string): readonly Fault[] => {
  const task = experiment.tasks[name]
  if (task === undefined) return []
  const path = `tasks.${name}`
  const own = predictionFaults(experiment, path, task)
  const metrics = repeated(task.metrics.map((metric) => metric.kind)).map((metric) =>
    fault({
      what: `${metric} is named twice`,
      where: { field: `${path}.metrics` },
      expected: "each metric once, under one convention",
      hint: "make a second task for a second convention",
    }),
  )
  const dotted = task.metrics.flatMap(({ kind }, index) =>
    kind.includes(".")
      ? [
          fault({
            what: `the metric "${kind}" has a dot in its name`,
            where: { field: `${path}.metrics.${index}` },
            expected: "a name without dots: a column is written task.metric.region",
            hint: `call its kind ${kind.replaceAll(".", "_")}`,
          }),
        ]
      : [],
  )
  return [...own, ...cohortFaults(experiment, path, task), ...metrics, ...dotted]
}
