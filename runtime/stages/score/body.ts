import { join } from "node:path"
import { Effect } from "effect"
import { regionMask } from "../../data/transforms/region.ts"
import { readLabelCrop } from "../../data/volume/crop.ts"
import { readNpy } from "../../data/formats/npy/readNpy.ts"
import { CurrentStage } from "../../current/currentStage.ts"
import { writeJson } from "../files.ts"
import { readPredictions } from "../predictions.ts"
import { orNull, type Scores } from "./artifact.ts"
import { maskMeasure, numberMeasure } from "./metrics.ts"
import { heldOut, inputFolder, openedVolumes } from "../subjects.ts"
import { sources } from "./sources.ts"
import type { ScoreSettings } from "./record.ts"

type ScoreTask = ScoreSettings["task"]
type MaskTask = Extract<ScoreTask, { readonly regions: unknown }>
type SubjectTask = Exclude<ScoreTask, MaskTask>

/** The artifact of the stage that has predicted. */
const predictionsFolder = Effect.gen(function* () {
  const { inputs } = yield* CurrentStage
  return yield* inputFolder(
    Object.keys(inputs).find((kind) => !sources.includes(kind)) ?? "predictions",
  )
})

const maskScores = Effect.fnUntraced(function* (task: MaskTask, { regions, split }: ScoreSettings) {
  const { progress } = yield* CurrentStage
  const test = yield* heldOut(split)
  const volumes = yield* openedVolumes(test)
  const predictions = join(yield* predictionsFolder, "predictions")
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

const subjectScores = Effect.fnUntraced(function* (task: SubjectTask) {
  const of = "value" in task ? "value" : "probability"
  const { subjects, ...set } = yield* readPredictions(yield* predictionsFolder, of)
  return yield* Effect.forEach(task.metrics, (metric) =>
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
    "regions" in task ? yield* maskScores(task, settings) : yield* subjectScores(task)
  yield* writeJson(out, "scores.json", { measurements })
})
