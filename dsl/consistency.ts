import type { AnyDefinition } from "./component.ts"
import type { Experiment } from "./experiment.ts"
import { fault, type Fault } from "./fault.ts"
import { faultIf } from "./faultIf.ts"
import { encoderFaults } from "./encoderFaults.ts"
import { maskFaults } from "./maskFaults.ts"
import { devicesFaults } from "./devicesFaults.ts"
import { microBatchFaults } from "./microBatchFaults.ts"
import { isRecord } from "./plain.ts"
import { ratioFaults } from "./reachableRatio.ts"
import { valueAt } from "./replace.ts"
import { beside, type RuleFault } from "./ruleFault.ts"
import { foldFaults } from "./foldFaults.ts"
import { subjectFaults } from "./subjectFaults.ts"
import { taskFaults, taskNameFaults } from "./taskFaults.ts"
import { repeated } from "./repeated.ts"
import { unlabelledFaults } from "./unlabelledFaults.ts"

const twice = (field: string, what: string, values: readonly number[]): readonly Fault[] =>
  repeated(values).map((value) =>
    fault({
      what: `${what} ${value} is named twice`,
      where: { field },
      expected: `each ${what} once`,
      hint: "remove one",
    }),
  )

const levelFaults = ({ encoder: { depth }, pretraining }: Experiment): readonly RuleFault[] => {
  const { pbt = [] } = pretraining
  const past = pbt.flatMap((level, index) =>
    faultIf(level > depth, () => ({
      what: `level ${level} is past the encoder's depth of ${depth}`,
      where: { field: `pretraining.pbt.${index}` },
      expected: `levels 1 to ${depth}`,
      hint: `use levels up to ${depth}, or a deeper encoder`,
    })),
  )
  return [...beside(past, "encoder.depth"), ...twice("pretraining.pbt", "level", pbt)]
}

/** A step of Adam is about as long as its learning rate; for SGD far larger ones are in use. */
const rateLimits: Readonly<Record<string, number>> = { adam: 1, sgd: 100 }

/** The pre-training and the tasks, by path: what is trained. */
const trained = ({ tasks }: Experiment): readonly string[] => [
  "pretraining",
  ...Object.keys(tasks).map((name) => `tasks.${name}`),
]

const rateFaults = (experiment: Experiment, path: string): readonly Fault[] => {
  const kind = valueAt(experiment, `${path}.optimizer.kind`)
  const rate = valueAt(experiment, `${path}.optimizer.lr`)
  const limit = typeof kind === "string" ? rateLimits[kind] : undefined
  if (typeof rate !== "number" || !Number.isFinite(rate) || limit === undefined) return []
  return faultIf(rate > limit, () => ({
    what: `a learning rate of ${rate} is too large for ${String(kind)}`,
    where: { field: `${path}.optimizer.lr` },
    expected: `at most ${limit}`,
    hint: kind === "adam" ? "for example 3e-4" : "for example 0.1",
  }))
}

const warmupFaults = (experiment: Experiment, path: string): readonly Fault[] => {
  const epochs = valueAt(experiment, `${path}.epochs`)
  const warmup = valueAt(experiment, `${path}.optimizer.warmup`)
  if (typeof epochs !== "number" || typeof warmup !== "number") return []
  // Of fewer epochs than one the epochs are at fault.
  return faultIf(epochs >= 1 && warmup > epochs, () => ({
    what: `a warm-up of ${warmup} epochs is longer than the ${epochs} epochs of training`,
    where: { field: `${path}.optimizer.warmup` },
    expected: `at most ${epochs}`,
    hint: "shorten the warm-up or train longer",
  }))
}

const lossFaults = ({ pretraining }: Experiment): readonly Fault[] => {
  const loss = valueAt(pretraining, "loss")
  return faultIf(isRecord(loss) && Object.values(loss).every((weight) => weight === 0), () => ({
    what: "every loss has weight 0",
    where: { field: "pretraining.loss" },
    expected: "a weight above 0 for one loss at least",
    hint: "give a weight, or use scratch() for no pre-training",
  }))
}

const seedFaults = ({ seeds }: Experiment): readonly Fault[] => [
  ...faultIf(seeds.length === 0, () => ({
    what: "no seed is named",
    where: { field: "seeds" },
    expected: "one seed or more",
    hint: "for example seeds: [0, 1, 2]",
  })),
  ...twice("seeds", "seed", seeds),
]

/**
 * What does not fit together in an experiment. A rule is left out where a field that it reads is
 * itself at fault (`broken`: dotted paths).
 */
export const consistencyFaults = (
  experiment: Experiment,
  broken: readonly string[],
  definitions: readonly AnyDefinition[],
): readonly RuleFault[] => {
  const sound = (...paths: readonly string[]): boolean =>
    !broken.some((field) => paths.some((path) => `${field}.`.startsWith(`${path}.`)))
  return [
    ...(sound("encoder") ? encoderFaults(experiment, definitions) : []),
    ...(sound("encoder.depth", "pretraining.pbt") ? levelFaults(experiment) : []),
    ...(sound("dataset.modalities", "pretraining.mask")
      ? beside(maskFaults(experiment), "dataset.modalities")
      : []),
    ...(sound("dataset.modalities", "pretraining", "encoder")
      ? ratioFaults(experiment, definitions)
      : []),
    ...(sound("dataset") ? foldFaults(experiment.dataset) : []),
    ...(sound("dataset", "encoder.crop", "pretraining", "tasks") ? subjectFaults(experiment) : []),
    ...(sound("pretraining.loss") ? lossFaults(experiment) : []),
    ...trained(experiment).flatMap((path) => [
      ...beside(warmupFaults(experiment, path), `${path}.epochs`),
      ...rateFaults(experiment, path),
      ...(sound(`${path}.batch`, `${path}.microBatch`, `${path}.devices`)
        ? [
            ...beside(microBatchFaults(experiment, path), `${path}.batch`),
            ...beside(devicesFaults(experiment, path), `${path}.microBatch`, `${path}.batch`),
          ]
        : []),
    ]),
    ...Object.keys(experiment.tasks).flatMap(taskNameFaults),
    ...Object.keys(experiment.tasks).flatMap((name) =>
      sound("dataset", `tasks.${name}`) ? taskFaults(experiment, name) : [],
    ),
    ...(sound("dataset", "tasks") ? unlabelledFaults(experiment) : []),
    ...(sound("seeds") ? seedFaults(experiment) : []),
  ]
}
