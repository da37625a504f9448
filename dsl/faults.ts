import { Schema } from "effect"
import type { AnyDefinition } from "./component.ts"
import { consistencyFaults } from "./consistency.ts"
import { builtIn } from "./definitions.ts"
import type { Experiment } from "./experiment.ts"
import type { Fault } from "./fault.ts"
import { required, Seed } from "./field.ts"
import { componentFaults, valueFaults } from "./fieldFaults.ts"

const ownFields = {
  name: required(Schema.NonEmptyString, "Name of the experiment, in reports and logs."),
  seeds: required(Schema.Array(Seed), "Seeds of the repeats."),
}

/** Everything that is wrong with an experiment; empty when nothing is. */
export const experimentFaults = (
  experiment: Experiment,
  definitions: readonly AnyDefinition[] = builtIn,
): readonly Fault[] => {
  const fields = [
    ...Object.entries(ownFields).flatMap(([key, field]) =>
      valueFaults(field, Reflect.get(experiment, key), [key]),
    ),
    ...componentFaults(experiment, definitions),
  ]
  const broken = fields.flatMap((fault) => fault.where.field ?? [])
  return [...fields, ...consistencyFaults(experiment, broken)]
}
