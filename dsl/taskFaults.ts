import { faultIf, faultUnless } from "./faultIf.ts"
import { suggestion } from "./closest.ts"
import { cohortOf } from "./cohort.ts"
import { pretrainingTask } from "./column.ts"
import type { Dataset } from "./dataset.ts"
import type { Experiment } from "./experiment.ts"
import { fault, type Fault } from "./fault.ts"
import { labelRuleFaults } from "./labelRule.ts"
import { repeated } from "./repeated.ts"
import { beside, type RuleFault } from "./ruleFault.ts"
import type { MaskTask, Task } from "./task.ts"

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
  return faultIf(name === "" || name.includes("."), () => ({
    what: `"${name}" is no name of a task`,
    where,
    expected: "a name without dots: a column is written task.metric.region",
    hint: name === "" ? "name the task" : `write ${name.replaceAll(".", "_")}`,
  }))
}

const segmentationFaults = (
  { dataset }: Experiment,
  path: string,
  task: MaskTask,
): readonly RuleFault[] => {
  const regions = Object.keys(dataset.regions)
  const unknown = task.regions.flatMap((region, index) =>
    faultUnless(regions.includes(region), () => ({
      what: `${dataset.kind} has no region "${region}"`,
      where: { field: `${path}.regions.${index}` },
      expected: `one of ${regions.join(", ")}`,
      hint: suggestion(region, regions),
    })),
  )
  const none = faultIf(task.regions.length === 0, () => ({
    what: "no region is named",
    where: { field: `${path}.regions` },
    expected: "one region or more",
    hint: "name the regions",
  }))
  const rule =
    unknown.length > 0
      ? []
      : labelRuleFaults(task.regions, dataset.regions, task.rule, `${path}.rule`)
  const checkpoint = faultIf(
    task.checkpoint === "best" && dataset.split.validation === undefined,
    () => ({
      what: "the checkpoint is chosen on validation subjects, and there are none",
      where: { field: `${path}.checkpoint` },
      expected: "a split with validation subjects",
      hint: "declare them, split: { test, validation, seed }, or keep the last checkpoint",
    }),
  )
  return [
    ...unknown,
    ...none,
    ...beside(rule, `${path}.regions`),
    ...beside(checkpoint, "dataset.split"),
  ]
}

const classTable = "csv, id, column, negative, positive"

/** A label or a value of subjects that the data set does not declare; `table` is how one is declared. */
const undeclared = (
  { kind }: Dataset,
  what: "label" | "value",
  name: string,
  declared: object = {},
  table: string,
  path: string,
): readonly Fault[] => {
  const names = Object.keys(declared)
  return faultUnless(names.includes(name), () => ({
    what: `${kind} has no ${what} "${name}"`,
    where: { field: `${path}.${what}` },
    expected:
      names.length === 0 ? `a ${what} that the data set declares` : `one of ${names.join(", ")}`,
    hint:
      names.length === 0
        ? `declare it: ${what}s: { ${name}: { ${table} } }`
        : suggestion(name, names),
  }))
}

const predictionFaults = (
  experiment: Experiment,
  path: string,
  task: Task,
): readonly RuleFault[] => {
  const { dataset } = experiment
  switch (task.of) {
    case "masks":
      return segmentationFaults(experiment, path, task)
    case "probability":
      return undeclared(dataset, "label", task.label, dataset.labels, classTable, path)
    case "value":
      return undeclared(dataset, "value", task.value, dataset.values, "csv, id, column", path)
  }
}

/** What is wrong with subjects of a task's own. */
const cohortFaults = ({ dataset }: Experiment, path: string, task: Task): readonly RuleFault[] => {
  const cohort = cohortOf(task)
  if (cohort === null) return []
  const { among } = cohort
  const known = [...Object.keys(dataset.labels), ...Object.keys(dataset.values ?? {})]
  return [
    ...faultUnless(known.includes(among), () => ({
      what: `${dataset.kind} has no label or value "${among}"`,
      where: { field: `${path}.cohort.among` },
      expected: known.length === 0 ? "a data set with labels" : `one of ${known.join(", ")}`,
      hint: suggestion(among, known),
    })),
    ...beside(
      faultIf(dataset.split.folds !== undefined, () => ({
        what: "a task with a cohort of its own in a cross-validation",
        where: { field: `${path}.cohort` },
        expected: "the folds of the data set",
        hint: "leave the cohort out, or the folds",
      })),
      "dataset.split",
    ),
    ...beside(
      faultIf("checkpoint" in task && task.checkpoint === "best", () => ({
        what: "the checkpoint is chosen on validation subjects, and a cohort has none",
        where: { field: `${path}.checkpoint` },
        expected: "the last checkpoint",
      })),
      `${path}.cohort`,
    ),
  ]
}

/** What is wrong with a task of an experiment: what it needs of the data set, its metrics. */
export const taskFaults = (experiment: Experiment, name: string): readonly RuleFault[] => {
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
    faultIf(kind.includes("."), () => ({
      what: `the metric "${kind}" has a dot in its name`,
      where: { field: `${path}.metrics.${index}` },
      expected: "a name without dots: a column is written task.metric.region",
      hint: `call its kind ${kind.replaceAll(".", "_")}`,
    })),
  )
  return [...own, ...cohortFaults(experiment, path, task), ...metrics, ...dotted]
}
