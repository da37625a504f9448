import { Effect, Schema } from "effect"
import { AnyAugmentation } from "../../dsl/augmentations/family.ts"
import type { Component } from "../../dsl/component.ts"
import type { Dataset } from "../../dsl/dataset.ts"
import type { Encoder } from "../../dsl/encoder.ts"
import type { Experiment } from "../../dsl/experiment.ts"
import { fault, type Fault, type Place } from "../../dsl/fault.ts"
import { axes } from "../../dsl/field.ts"
import type { Objective } from "../../dsl/objectives/family.ts"
import { componentsOf, distinctComponents, type Placed } from "../../dsl/placed.ts"
import { numbering } from "../../dsl/plainKey.ts"
import { valueAt } from "../../dsl/replace.ts"
import { beside, type RuleFault } from "../../dsl/ruleFault.ts"
import type { UsesEncoder } from "../../dsl/sameArms.ts"
import type { ProbabilityTask, Task, ValueTask } from "../../dsl/task.ts"
import { loadSteps } from "../data/transforms/augment/loadSteps.ts"
import { stepFaults } from "../data/transforms/augment/stepFaults.ts"
import { thrownAt } from "../faults/authorsPositions.ts"
import { Faulty } from "../faults/faulty.ts"
import { thrownInWords } from "../faults/thrownValue.ts"
import { builtInPrefix } from "../implementations/implementation.ts"
import { soundModel } from "../nn/soundModel.ts"
import { encoderFaults } from "../nn/encoderFaults.ts"
import { networkFaults } from "../nn/networkFaults.ts"
import { objectiveFaults } from "../pretraining/objectiveFaults.ts"
import { drawFaults } from "../pretraining/drawFaults.ts"
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

/** The other fields that a fault of a part is of: heads divide the width beside them, and the rest works on the encoder. */
const othersOf = ({ where: { field = "" } }: Fault): readonly string[] =>
  field.endsWith(".heads")
    ? [field.replace(/heads$/, "width")]
    : ["encoder", "encoder.crop", "encoder.patch"]

const messageOf = (defect: unknown): string =>
  defect instanceof Error ? `${defect.name}: ${defect.message}` : thrownInWords(defect)

/** The line of the author's code that has thrown. */
const lineOf = (defect: unknown): Place =>
  (defect instanceof Error ? thrownAt(defect.stack ?? "") : undefined) ?? {}

const unbuilt = (defect: unknown, kind: string, field: string, done: string): Fault =>
  fault({
    what: `${kind} cannot be ${done}: ${messageOf(defect)}`,
    where: { ...lineOf(defect), field },
    expected:
      field === "encoder"
        ? "an encoder that can be built on its crop"
        : `a part that can be ${done} on this encoder`,
    hint: "change the encoder or the crop, or look at the module that implements it",
  })

/** What a part says when it is built; one that throws is told as the part that does. */
const built = (
  part: Effect.Effect<boolean, Faulty>,
  kind: string,
  field: string,
  done = "built",
): Effect.Effect<Built> =>
  part.pipe(
    // Code that is no effect throws its faults.
    Effect.catchDefect((defect) =>
      defect instanceof Faulty ? Effect.fail(defect) : Effect.die(defect),
    ),
    Effect.map((usesEncoder) => ({ faults: [], usesEncoder })),
    Effect.catch(({ faults }) =>
      Effect.succeed({ faults: faults.map((each) => placed(each, field)), usesEncoder: true }),
    ),
    Effect.catchDefect((defect) =>
      Effect.succeed({
        faults: [unbuilt(defect, kind, field, done)],
        usesEncoder: true,
      }),
    ),
  )

const isForeign = ({ implementation }: Component): boolean =>
  !implementation.startsWith(builtInPrefix)

/** Whether an objective or one of its masks is implemented outside of the package. */
const drawsForeign = (pretraining: Objective): boolean =>
  componentsOf(pretraining).some(
    ({ component }) =>
      (component === pretraining || component.family === "mask") && isForeign(component),
  )

const isAugmentation = Schema.is(AnyAugmentation)

const isForeignStep = ({ component }: Placed): boolean =>
  isAugmentation(component) && isForeign(component)

const trainingOf = (task: ProbabilityTask | ValueTask): ProbabilityTask["training"] =>
  task.of === "value" ? "probe" : task.training

const encoderOf = Effect.fnUntraced(function* (encoder: Encoder, channels: number) {
  const model = yield* encoderModel(encoder, channels).pipe(
    // What the encoder throws is its own, not the network's that is built on it.
    Effect.catchDefect((defect) =>
      defect instanceof Faulty
        ? Effect.fail(defect)
        : new Faulty({ faults: [unbuilt(defect, encoder.kind, "encoder", "built")] }),
    ),
  )
  const parts = ["parameters", "levels", "grid", "encode"] as const
  return yield* soundModel(encoder, model, parts, () => encoderFaults(encoder, model))
})

const taskPart = Effect.fnUntraced(function* (
  { encoder, dataset }: Pick<Experiment, "encoder" | "dataset">,
  task: Task,
): Effect.fn.Return<boolean, Faulty> {
  const channels = dataset.modalities.length
  const base = yield* encoderOf(encoder, channels)
  if (task.of === "masks") {
    const outputs = task.regions.length
    const { network } = yield* segmenter(task.network, { encoder: base, channels, outputs })
    yield* soundModel(task.network, network, ["parameters", "taps", "forward"], (made) =>
      networkFaults(task.network, made, base),
    )
    return network.usesEncoder
  }
  if (trainingOf(task) === "probe") {
    const model = yield* head(task.network, { width: base.width, outputs: 1 })
    yield* soundModel(task.network, model, ["parameters", "buffers", "train", "infer"], (made) =>
      networkFaults(task.network, made),
    )
    return true
  }
  const context = { encoder: base, channels, outputs: 1 }
  const { network } = yield* imageClassifier(task.network, context)
  yield* soundModel(task.network, network, ["parameters", "buffers", "forward", "train"], (made) =>
    networkFaults(task.network, made),
  )
  return network.usesEncoder
})

const objectivePart = Effect.fnUntraced(function* ({
  encoder,
  dataset,
  pretraining,
}: Experiment): Effect.fn.Return<boolean, Faulty> {
  const batch = valueAt(pretraining, "batch")
  if (typeof batch !== "number") return true
  const base = yield* encoderOf(encoder, dataset.modalities.length)
  const { model, context } = yield* objectiveModel(pretraining, base, batch)
  yield* soundModel(pretraining, model, ["parameters", "inputs", "draw", "phases"], (made) =>
    objectiveFaults(pretraining.kind, made, context),
  )
  const faults = drawsForeign(pretraining) ? drawFaults(pretraining, model) : []
  return faults.length === 0 || (yield* new Faulty({ faults: [...faults] }))
})

/** Tries a step of augmentation from outside on a crop. */
const stepPart = Effect.fnUntraced(function* (
  step: Component,
  { encoder, dataset }: Pick<Experiment, "encoder" | "dataset">,
): Effect.fn.Return<boolean, Faulty> {
  if (!isAugmentation(step)) return true
  const [loaded] = yield* loadSteps([step])
  const faults =
    loaded === undefined ? [] : stepFaults(loaded, axes(encoder.crop), dataset.modalities.length)
  return faults.length === 0 || (yield* new Faulty({ faults: [...faults] }))
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
  const hasSteps = distinctComponents(experiments).some(isForeignStep)
  const stepsOf = ({ pretraining, tasks }: Experiment): readonly Placed[] =>
    hasSteps ? componentsOf({ pretraining, tasks }).filter(isForeignStep) : []
  for (const experiment of experiments) {
    const { encoder, dataset, pretraining, tasks } = experiment
    const objective = keyOf(encoder, dataset, pretraining)
    if (!parts.has(objective))
      parts.set(objective, built(objectivePart(experiment), pretraining.kind, "pretraining"))
    for (const task of Object.values(tasks)) {
      const key = taskKey(experiment, task)
      if (!parts.has(key)) parts.set(key, built(taskPart(experiment, task), task.network.kind, ""))
    }
    for (const { component } of stepsOf(experiment)) {
      const key = keyOf(encoder, dataset, component)
      if (!parts.has(key))
        parts.set(key, built(stepPart(component, experiment), component.kind, "", "tried"))
    }
  }
  const known = new Map<string, Built>()
  for (const [key, part] of parts) known.set(key, yield* part)
  return {
    faults: (experiment) =>
      [
        ...(known.get(keyOf(experiment.encoder, experiment.dataset, experiment.pretraining))
          ?.faults ?? []),
        ...Object.entries(experiment.tasks).flatMap(([name, task]) =>
          (known.get(taskKey(experiment, task))?.faults ?? []).map((each) => ({
            ...each,
            where: {
              ...each.where,
              field: each.where.field?.startsWith("encoder")
                ? each.where.field
                : `tasks.${name}.network${each.where.field ?? ""}`,
            },
          })),
        ),
        ...stepsOf(experiment).flatMap(({ component, path }) =>
          (known.get(keyOf(experiment.encoder, experiment.dataset, component))?.faults ?? []).map(
            (each) => ({ ...each, where: { ...each.where, field: path.join(".") } }),
          ),
        ),
      ].flatMap((each) => beside([each], ...othersOf(each))),
    usesEncoder: (experiment, task) => known.get(taskKey(experiment, task))?.usesEncoder ?? true,
  }
})
