import { Effect } from "effect"
import type { Experiment, Fault, Task } from "../../dsl/index.ts"
import { valueAt } from "../../dsl/replace.ts"
import type { Faulty } from "../faults/faulty.ts"
import type { EncoderModel } from "../nn/encoderContract.ts"

const faultsOf = (made: Effect.Effect<unknown, Faulty>): Effect.Effect<readonly Fault[]> =>
  made.pipe(Effect.match({ onFailure: ({ faults }) => faults, onSuccess: () => [] }))

const below = (path: string, faults: readonly Fault[]): readonly Fault[] =>
  faults.map((fault) => ({
    ...fault,
    where: { ...fault.where, field: `${path}.${fault.where.field ?? ""}` },
  }))

/** Loaded only where there is something to build: it brings the engine. */
const models = Effect.promise(() => import("../stages/models.ts"))

const objectiveFaults = Effect.fnUntraced(function* (
  { pretraining }: Experiment,
  encoder: EncoderModel,
) {
  const batch = valueAt(pretraining, "batch")
  if (typeof batch !== "number") return []
  const { objectiveModel } = yield* models
  return yield* faultsOf(objectiveModel(pretraining, encoder, batch))
})

const networkFaults = Effect.fnUntraced(function* (task: Task, encoder: EncoderModel) {
  const { head, imageClassifier, segmenter } = yield* models
  const { channels, width } = encoder
  if (task.of === "masks")
    return yield* faultsOf(
      segmenter(task.network, { encoder, channels, outputs: task.regions.length }),
    )
  return yield* faultsOf(
    task.of === "value" || task.training === "probe"
      ? head(task.network, { width, outputs: 1 })
      : imageClassifier(task.network, { encoder, channels, outputs: 1 }),
  )
})

/**
 * What keeps the parts of sound experiments from being built: an objective or a network that does not
 * work on the encoder or its crop. What experiments share is built once.
 */
export const modelFaults = () => {
  const known = new Map<string, readonly Fault[]>()
  const once = Effect.fnUntraced(function* (
    parts: readonly unknown[],
    found: Effect.Effect<readonly Fault[]>,
  ) {
    const text = JSON.stringify(parts)
    const faults = known.get(text) ?? (yield* found)
    known.set(text, faults)
    return faults
  })
  return Effect.fnUntraced(function* (
    experiment: Experiment,
  ): Effect.fn.Return<readonly Fault[], Faulty> {
    const { dataset, encoder: component, pretraining, tasks } = experiment
    const { encoderModel } = yield* models
    const channels = dataset.modalities.length
    const encoder = yield* encoderModel(component, channels)
    const ofObjective = yield* once(
      [component, channels, pretraining],
      objectiveFaults(experiment, encoder),
    )
    const ofTasks = yield* Effect.forEach(Object.entries(tasks), ([name, task]) =>
      once([component, channels, task], networkFaults(task, encoder)).pipe(
        Effect.map((faults) => below(`tasks.${name}`, faults)),
      ),
    )
    return [...ofObjective, ...ofTasks.flat()]
  })
}
