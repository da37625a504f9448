import { Schema } from "effect"
import type { AnyDefinition } from "./component.ts"
import { nameFaults } from "./alikeNames.ts"
import { consistencyFaults } from "./consistency.ts"
import { builtIn } from "./definitions.ts"
import type { Dataset } from "./dataset.ts"
import { isComponent } from "./placed.ts"
import type { Experiment } from "./experiment.ts"
import { fault, type Fault } from "./fault.ts"
import { required, Seed } from "./field.ts"
import type { RuleFault } from "./ruleFault.ts"
import { unknownOptions } from "./unknownOptions.ts"
import { componentChecker } from "./fieldFaults.ts"

const ownFields = {
  name: required(Schema.NonEmptyString, "Name of the experiment, in reports and logs."),
  seeds: required(Schema.Array(Seed), "Seeds of the repeats."),
}

const parts = ["dataset", "encoder", "pretraining"] as const
const known: readonly string[] = ["name", ...parts, "tasks", "seeds", "scales", "titles"]

const partFaults = (experiment: Experiment): readonly Fault[] => [
  ...unknownOptions(experiment, known, "an experiment"),
  ...[
    ...parts.map((part) => [part, experiment[part]] as const),
    ...Object.entries(experiment.tasks).map(([name, task]) => [`tasks.${name}`, task] as const),
  ]
    .filter(([, value]) => !(typeof value === "object" && value !== null && isComponent(value)))
    .map(([path]) =>
      fault({
        what: `${path} is no component`,
        where: { field: path },
        expected: path.startsWith("tasks.")
          ? "a task, such as segmentation({ ... })"
          : `what makes ${/^[aeiou]/.test(path) ? "an" : "a"} ${path}`,
        hint: "write it with its constructor",
      }),
    ),
]

/** Finds everything that is wrong with experiments; what several share is looked at once. */
export const experimentChecker = (
  definitions: readonly AnyDefinition[],
): ((experiment: Experiment) => readonly RuleFault[]) => {
  const check = componentChecker(definitions)
  const looked = new Map<Dataset, readonly Fault[]>()
  // Arms share most data sets: each is looked at once.
  const names = (dataset: Dataset): readonly Fault[] => {
    const found =
      looked.get(dataset) ??
      (["modalities", "regions", "labels", "values"] as const).flatMap((part) => {
        const named = dataset[part] ?? {}
        return nameFaults(
          part,
          Array.isArray(named) ? named.map(String) : Object.keys(named),
          `dataset.${part}`,
        )
      })
    looked.set(dataset, found)
    return found
  }
  return (experiment) => {
    const broken = partFaults(experiment)
    if (broken.length > 0) return broken
    const fields = [
      ...names(experiment.dataset),
      ...Object.entries(ownFields).flatMap(([key, field]) =>
        check.value(field, Reflect.get(experiment, key), key),
      ),
      ...parts.flatMap((part) => check.component(experiment[part], part)),
      ...Object.entries(experiment.tasks).flatMap(([name, task]) =>
        check.component(task, `tasks.${name}`),
      ),
    ]
    const at = fields.flatMap((each) => each.where.field ?? [])
    return [...fields, ...consistencyFaults(experiment, at, definitions)]
  }
}

/** Everything that is wrong with an experiment; empty when nothing is. */
export const experimentFaults = (
  experiment: Experiment,
  definitions: readonly AnyDefinition[] = builtIn,
): readonly RuleFault[] => experimentChecker(definitions)(experiment)
