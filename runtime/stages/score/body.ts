import { join } from "node:path"
import { Effect, Schema } from "effect"
import { regionMask } from "../../data/transforms/region.ts"
import { readLabelCrop } from "../../data/volume/crop.ts"
import { readNpy } from "../../data/formats/npy/readNpy.ts"
import { CurrentStage } from "../../current/currentStage.ts"
import { readJson, writeJson } from "../files.ts"
import { orNull, type Scores } from "./artifact.ts"
import { maskMeasure, numberMeasure } from "./metrics.ts"
import { heldOut, inputFolder, openedVolumes } from "../subjects.ts"
import type { ScoreSettings } from "./record.ts"

type ScoreTask = ScoreSettings["task"]
type SegmentationTask = Extract<ScoreTask, { readonly kind: "segmentation" }>
type ClassificationTask = Extract<ScoreTask, { readonly kind: "classification" }>

const segmentationScores = Effect.fnUntraced(function* (
  task: SegmentationTask,
  { regions, split }: ScoreSettings,
) {
  const { progress } = yield* CurrentStage
  const test = yield* heldOut(split)
  const volumes = yield* openedVolumes(test)
  const predictions = join(yield* inputFolder("predict"), "predictions")
  const loaded = yield* Effect.forEach(task.metrics, (metric) =>
    Effect.map(maskMeasure(metric), (measure) => ({ metric, measure })),
  )
  const columns = loaded.flatMap(({ metric, measure }) =>
    task.regions.map((region) => ({ metric, region, measure, values: new Array<number | null>() })),
  )
  let read = 0
  for (const [done, volume] of volumes.entries()) {
    const { id, shape, spacing } = volume.meta
    const voxels = shape[0] * shape[1] * shape[2]
    const label = yield* readLabelCrop(volume, [0, 0, 0], shape)
    const masks = new Uint8Array(
      yield* readNpy(join(predictions, `${id}.npy`), "|u1", [task.regions.length, ...shape]),
    )
    for (const { region, measure, values } of columns) {
      const index = task.regions.indexOf(region)
      const prediction = masks.subarray(index * voxels, (index + 1) * voxels)
      const truth = regionMask(label, regions[region] ?? [])
      values.push(orNull(measure({ prediction, truth, shape, spacing })))
    }
    read += columns.length * voxels
    yield* progress({ step: done + 1, steps: volumes.length, voxels: read / (done + 1) })
  }
  const subjects = test.map(({ id }) => id)
  return columns.map(({ metric, region, values }) => ({ metric, region, subjects, values }))
})

const Probabilities = Schema.Struct({
  subjects: Schema.Array(Schema.String),
  probabilities: Schema.Array(Schema.Finite),
  truth: Schema.Array(Schema.Literals([0, 1])),
})

const classificationScores = Effect.fnUntraced(function* ({ metrics }: ClassificationTask) {
  const { inputs } = yield* CurrentStage
  const { subjects, probabilities, truth } = yield* readJson(
    yield* inputFolder("classify" in inputs ? "classify" : "probe"),
    "probabilities.json",
    Probabilities,
  )
  const set = { predictions: probabilities, truths: truth }
  return yield* Effect.forEach(metrics, (metric) =>
    Effect.map(numberMeasure(metric), (measure) => {
      const numbers = measure(set)
      return {
        metric,
        region: null,
        subjects,
        ...("value" in numbers
          ? { value: orNull(numbers.value) }
          : { values: numbers.values.map(orNull) }),
      }
    }),
  )
})

/** Measures a task on the test subjects: `scores.json`. */
export default Effect.fn("score")(function* (settings: ScoreSettings) {
  const { out } = yield* CurrentStage
  const { task } = settings
  const measurements: Scores["measurements"] =
    task.kind === "segmentation"
      ? yield* segmentationScores(task, settings)
      : yield* classificationScores(task)
  yield* writeJson(out, "scores.json", { measurements })
})
