import { join } from "node:path"
import { Effect, Schema } from "effect"
import { regionMask } from "../../data/transforms/region.ts"
import { readLabelCrop } from "../../data/volume/crop.ts"
import type { Volume } from "../../data/volume/open.ts"
import { readNpy } from "../../data/formats/npy/readNpy.ts"
import type { SegmentationMetric } from "../../../dsl/metric.ts"
import { accuracy } from "../../metrics/accuracy.ts"
import { auc } from "../../metrics/auc.ts"
import { dice } from "../../metrics/dice.ts"
import { hd95 } from "../../metrics/hd95.ts"
import type { SettingsOf } from "../../plan/settings.ts"
import { CurrentStage } from "../context.ts"
import { readJson, writeJson } from "../files.ts"
import { orNull, type Scores } from "./artifact.ts"
import { heldOut, inputFolder, openedVolumes } from "../subjects.ts"

type ScoreTask = SettingsOf["score"]["task"]
type SegmentationTask = Extract<ScoreTask, { readonly kind: "segmentation" }>
type ClassificationTask = Extract<ScoreTask, { readonly kind: "classification" }>

const measured = (
  metric: SegmentationMetric,
  prediction: Uint8Array,
  truth: Uint8Array,
  { shape, spacing }: Volume["meta"],
): number =>
  metric.metric === "dice"
    ? dice(prediction, truth, metric)
    : hd95(prediction, truth, { shape, spacing }, metric)

const segmentationScores = Effect.fnUntraced(function* (
  task: SegmentationTask,
  { regions, split }: SettingsOf["score"],
) {
  const { progress } = yield* CurrentStage
  const test = yield* heldOut(split)
  const volumes = yield* openedVolumes(test)
  const predictions = join(yield* inputFolder("predict"), "predictions")
  const columns = task.metrics.flatMap((metric) =>
    task.regions.map((region) => ({ metric, region, values: new Array<number | null>() })),
  )
  for (const [done, volume] of volumes.entries()) {
    const { id, shape } = volume.meta
    const voxels = shape[0] * shape[1] * shape[2]
    const label = yield* readLabelCrop(volume, [0, 0, 0], shape)
    const masks = new Uint8Array(
      yield* readNpy(join(predictions, `${id}.npy`), "|u1", [task.regions.length, ...shape]),
    )
    for (const { metric, region, values } of columns) {
      const index = task.regions.indexOf(region)
      const prediction = masks.subarray(index * voxels, (index + 1) * voxels)
      const truth = regionMask(label, regions[region] ?? [])
      values.push(orNull(measured(metric, prediction, truth, volume.meta)))
    }
    yield* progress({ step: done + 1, steps: volumes.length })
  }
  const subjects = test.map(({ id }) => id)
  return columns.map((column) => ({ ...column, subjects }))
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
  return metrics.map((metric) => ({
    metric,
    subjects,
    value: orNull(
      metric.metric === "auc" ? auc(probabilities, truth) : accuracy(probabilities, truth, metric),
    ),
  }))
})

/** Measures a task on the test subjects: `scores.json`. */
export default Effect.fn("score")(function* (settings: SettingsOf["score"]) {
  const { out } = yield* CurrentStage
  const { task } = settings
  const measurements: Scores["measurements"] =
    task.kind === "segmentation"
      ? yield* segmentationScores(task, settings)
      : yield* classificationScores(task)
  yield* writeJson(out, "scores.json", { measurements })
})
