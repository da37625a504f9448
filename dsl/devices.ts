import type { Experiment } from "./experiment.ts"
import { Count, defaulted } from "./field.ts"
import { valueAt } from "./replace.ts"

/**
 * Devices that divide the batch of a training among them. Sums are in another order than on one: the number
 * is no part of a stage's key, as the device is none.
 */
export const devices = defaulted(
  Count,
  1,
  "Devices of a machine that divide the batch of a step among them (`cuda`, `xla:cpu`). Statistics and losses are of the whole batch: results are those of one device within rounding, and the number is no part of the key.",
  "one device",
  { before: 1 },
)

/** Devices of a pre-training or task; components without the field train on one. */
export const devicesOf = (component: object): number => {
  const value = valueAt(component, "devices")
  return typeof value === "number" ? value : 1
}

/** A component as the settings of a stage have it, which the number of devices is no part of. */
export const onOneDevice = <C extends object>(component: C): C =>
  devicesOf(component) === 1 ? component : { ...component, devices: 1 }

/** An experiment as its results depend on it: whatever divides its batches, they are computed on one device. */
export const experimentOnOneDevice = (experiment: Experiment): Experiment => {
  const { pretraining, tasks } = experiment
  return [pretraining, ...Object.values(tasks)].every((part) => devicesOf(part) === 1)
    ? experiment
    : {
        ...experiment,
        pretraining: onOneDevice(pretraining),
        tasks: Object.fromEntries(
          Object.entries(tasks).map(([name, task]) => [name, onOneDevice(task)]),
        ),
      }
}
