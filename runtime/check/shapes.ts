import { Effect } from "effect"
import type { Dataset } from "../../dsl/dataset.ts"
import type { Encoder } from "../../dsl/encoder.ts"
import type { Experiment } from "../../dsl/experiment.ts"
import { fault, type Fault } from "../../dsl/fault.ts"
import { numbering } from "../../dsl/plainKey.ts"
import { valueAt } from "../../dsl/replace.ts"
import { beside, type RuleFault } from "../../dsl/ruleFault.ts"
import type { UsesEncoder } from "../../dsl/sameArms.ts"
import type { ProbabilityTask, Task, ValueTask } from "../../dsl/task.ts"
import type { Faulty } from "../faults/faulty.ts"
import { encoderModel, head, imageClassifier, objectiveModel, segmenter } from "../stages/models.ts"

/** What networks and objectives say of the encoders that they are built on. */
export interface Shapes {
  /** What keeps the networks and the objective of an experiment from working on its encoder. */
  readonly faults: (experiment: Experiment) => readonly RuleFault[]
  readonly usesEncoder: UsesEncoder
}

interface Built {
  readonly faults: readonly Fault[]
  readonly usesEncoder: boolean
}

const placed = (each: Fault, field: string): Fault => ({
  ...each,
  where: {
    ...each.where,
    field: (each.where.field ?? "network").replace(/^network/, field),
  },
})

const messageOf = (defect: unknown): string =>
  defect instanceof Error ? `${defect.name}: ${defect.message}` : String(defect)

/** What a part says when it is built; one that throws is told as the part that does. */
const built = (
  part: Effect.Effect<boolean, Faulty>,
  kind: string,
  field: string,
): Effect.Effect<Built> =>
  part.pipe(
    Effect.map((usesEncoder) => ({ faults: [], usesEncoder })),
    Effect.catch(({ faults }) =>
      Effect.succeed({ faults: faults.map((each) => placed(each, field)), usesEncoder: true }),
    ),
    Effect.catchDefect((defect) =>
      Effect.succeed({
        faults: [
          fault({
            what: `${kind} cannot be built: ${messageOf(defect)}`,
            where: { field },
            expected: "a part that can be built on this encoder",
            hint: "change the encoder or the crop, or look at the module that implements it",
          }),
        ],
        usesEncoder: true,
      }),
    ),
  )

const trainingOf = (task: ProbabilityTask | ValueTask): ProbabilityTask["training"] =>
  task.of === "value" ? "probe" : task.training

const taskPart = Effect.fnUntraced(function* (
  { encoder, dataset }: Pick<Experiment, "encoder" | "dataset">,
  task: Task,
): Effect.fn.Return<boolean, Faulty> {
  const channels = dataset.modalities.length
  const base = yield* encoderModel(encoder, channels)
  if (task.of === "masks") {
    const outputs = task.regions.length
    const { network } = yield* segmenter(task.network, { encoder: base, channels, outputs })
    return network.usesEncoder
  }
  if (trainingOf(task) === "probe") {
    yield* head(task.network, { width: base.width, outputs: 1 })
    return true
  }
  const context = { encoder: base, channels, outputs: 1 }
  const { network } = yield* imageClassifier(task.network, context)
  return network.usesEncoder
})

const objectivePart = Effect.fnUntraced(function* ({
  encoder,
  dataset,
  pretraining,
}: Experiment): Effect.fn.Return<boolean, Faulty> {
  const batch = valueAt(pretraining, "batch")
  if (typeof batch !== "number") return true
  const base = yield* encoderModel(encoder, dataset.modalities.length)
  yield* objectiveModel(pretraining, base, batch)
  return true
})

/** Builds each network and each objective once on each encoder that it meets. */
export const shapesOf = Effect.fn("shapesOf")(function* (
  experiments: readonly Experiment[],
): Effect.fn.Return<Shapes> {
  const number = numbering()
  const keyOf = (encoder: Encoder, dataset: Dataset, part: unknown): string =>
    [number(encoder), dataset.modalities.length, number(part)].join()
  const taskKey = ({ encoder, dataset }: Experiment, task: Task): string =>
    [
      keyOf(encoder, dataset, task.network),
      task.kind,
      task.of === "masks" ? task.regions.length : trainingOf(task),
    ].join()
  const parts = new Map<string, Effect.Effect<Built>>()
  for (const experiment of experiments) {
    const { encoder, dataset, pretraining, tasks } = experiment
    const objective = keyOf(encoder, dataset, pretraining)
    if (!parts.has(objective))
      parts.set(objective, built(objectivePart(experiment), pretraining.kind, "pretraining"))
    for (const task of Object.values(tasks)) {
      const key = taskKey(experiment, task)
      if (!parts.has(key)) parts.set(key, built(taskPart(experiment, task), task.network.kind, ""))
    }
  }
  const known = new Map<string, Built>()
  for (const [key, part] of parts) known.set(key, yield* part)
  return {
    faults: (experiment) =>
      beside(
        [
          ...(known.get(keyOf(experiment.encoder, experiment.dataset, experiment.pretraining))
            ?.faults ?? []),
          ...Object.entries(experiment.tasks).flatMap(([name, task]) =>
            (known.get(taskKey(experiment, task))?.faults ?? []).map((each) => ({
              ...each,
              where: { ...each.where, field: `tasks.${name}.network${each.where.field ?? ""}` },
            })),
          ),
        ],
        "encoder",
        "encoder.crop",
        "encoder.patch",
      ),
    usesEncoder: (experiment, task) => known.get(taskKey(experiment, task))?.usesEncoder ?? true,
  }
})
