import type { AnyDefinition } from "./component.ts"
import type { Experiment } from "./experiment.ts"
import { fault, type Fault } from "./fault.ts"
import { encoderFaults } from "./encoderFaults.ts"
import { maskFaults } from "./maskFaults.ts"
import { devicesFaults } from "./devicesFaults.ts"
import { microBatchFaults } from "./microBatchFaults.ts"
import { ratioFaults } from "./reachableRatio.ts"
import { valueAt } from "./replace.ts"
import { foldFaults } from "./foldFaults.ts"
import { subjectFaults } from "./subjectFaults.ts"
import { taskFaults, taskNameFaults } from "./taskFaults.ts"
import { unlabelledFaults } from "./unlabelledFaults.ts"

const at = (field: string, what: string, expected: string, hint: string): Fault =>
  fault({
    what,
    where: { field },
    expected,
    hint,
  })

const repeated = <T>(values: readonly T[]): readonly T[] =>
  values.filter((value, index) => values.indexOf(value) !== index)

const levelFaults = ({ encoder, pretraining }: Experiment): readonly Fault[] => {
  const { pbt } = pretraining
  if (pbt === undefined) return []
  const past = pbt.flatMap((level, index) =>
    level > encoder.depth
      ? [
          at(
            `pretraining.pbt.${index}`,
            `level ${level} is past the encoder's depth of ${encoder.depth}`,
            `levels 1 to ${encoder.depth}`,
            `use levels up to ${encoder.depth}, or a deeper encoder`,
          ),
        ]
      : [],
  )
  const twice = repeated(pbt).map((level) =>
    at(`pretraining.pbt`, `level ${level} is named twice`, "each level once", "remove one"),
  )
  return [...past, ...twice]
}

/** A step of Adam is about as long as its learning rate; for SGD far larger ones are in use. */
const rateLimits: Readonly<Record<string, number>> = { adam: 1, sgd: 100 }

const rateFaults = (experiment: Experiment): readonly Fault[] =>
  ["pretraining", ...Object.keys(experiment.tasks).map((name) => `tasks.${name}`)].flatMap(
    (path) => {
      const kind = valueAt(experiment, `${path}.optimizer.kind`)
      const rate = valueAt(experiment, `${path}.optimizer.lr`)
      const limit = typeof kind === "string" ? rateLimits[kind] : undefined
      return typeof rate === "number" &&
        Number.isFinite(rate) &&
        limit !== undefined &&
        rate > limit
        ? [
            at(
              `${path}.optimizer.lr`,
              `a learning rate of ${rate} is too large for ${String(kind)}`,
              `at most ${limit}`,
              kind === "adam" ? "for example 3e-4" : "for example 0.1",
            ),
          ]
        : []
    },
  )

const warmupFaults = (experiment: Experiment): readonly Fault[] =>
  ["pretraining", ...Object.keys(experiment.tasks).map((name) => `tasks.${name}`)].flatMap(
    (path) => {
      const epochs = valueAt(experiment, `${path}.epochs`)
      const warmup = valueAt(experiment, `${path}.optimizer.warmup`)
      // Of fewer epochs than one the epochs are at fault.
      const isAsked = typeof epochs === "number" && epochs >= 1
      return isAsked && typeof warmup === "number" && warmup > epochs
        ? [
            at(
              `${path}.optimizer.warmup`,
              `a warm-up of ${warmup} epochs is longer than the ${epochs} epochs of training`,
              `at most ${epochs}`,
              "shorten the warm-up or train longer",
            ),
          ]
        : []
    },
  )

const lossFaults = ({ pretraining }: Experiment): readonly Fault[] => {
  const loss = valueAt(pretraining, "loss")
  return typeof loss === "object" &&
    loss !== null &&
    Object.values(loss).every((weight) => weight === 0)
    ? [
        at(
          "pretraining.loss",
          "every loss has weight 0",
          "a weight above 0 for one loss at least",
          "give a weight, or use scratch() for no pre-training",
        ),
      ]
    : []
}

const seedFaults = ({ seeds }: Experiment): readonly Fault[] => [
  ...(seeds.length === 0
    ? [at("seeds", "no seed is named", "one seed or more", "for example seeds: [0, 1, 2]")]
    : []),
  ...repeated(seeds).map((seed) =>
    at("seeds", `seed ${seed} is named twice`, "each seed once", "remove one"),
  ),
]

/**
 * What does not fit together in an experiment. A rule is left out where a field that it reads is
 * itself at fault (`broken`: dotted paths).
 */
export const consistencyFaults = (
  experiment: Experiment,
  broken: readonly string[],
  definitions: readonly AnyDefinition[],
): readonly Fault[] => {
  const sound = (...paths: readonly string[]): boolean =>
    !broken.some((field) => paths.some((path) => `${field}.`.startsWith(`${path}.`)))
  return [
    ...(sound("encoder") ? encoderFaults(experiment, definitions) : []),
    ...(sound("encoder.depth", "pretraining.pbt") ? levelFaults(experiment) : []),
    ...(sound("dataset.modalities", "pretraining.mask") ? maskFaults(experiment) : []),
    ...(sound("dataset.modalities", "pretraining", "encoder")
      ? ratioFaults(experiment, definitions)
      : []),
    ...(sound("dataset") ? foldFaults(experiment.dataset) : []),
    ...(sound("dataset", "encoder.crop", "pretraining", "tasks") ? subjectFaults(experiment) : []),
    ...(sound("pretraining.loss") ? lossFaults(experiment) : []),
    ...warmupFaults(experiment),
    ...rateFaults(experiment),
    ...["pretraining", ...Object.keys(experiment.tasks).map((name) => `tasks.${name}`)].flatMap(
      (path) =>
        sound(`${path}.batch`, `${path}.microBatch`, `${path}.devices`)
          ? [...microBatchFaults(experiment, path), ...devicesFaults(experiment, path)]
          : [],
    ),
    ...Object.keys(experiment.tasks).flatMap(taskNameFaults),
    ...Object.keys(experiment.tasks).flatMap((name) =>
      sound("dataset", `tasks.${name}`) ? taskFaults(experiment, name) : [],
    ),
    ...(sound("dataset", "tasks") ? unlabelledFaults(experiment) : []),
    ...(sound("seeds") ? seedFaults(experiment) : []),
  ]
}
