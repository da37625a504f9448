import { Effect } from "effect"
import { regionMask } from "../../data/transforms/region.ts"
import { fileGrid } from "../../data/transforms/preprocessing/restore.ts"
import { readExpert, warnOfEarlierLabels } from "../../data/volume/expert.ts"
import type { VolumeMeta } from "../../data/volume/meta.ts"
import { predictedMask } from "../../data/transforms/labelling.ts"
import { CurrentStage } from "../../current/currentStage.ts"
import { writeJson } from "../files.ts"
import { readPredictedMasks } from "../predictedMasks.ts"
import { readPredictions } from "../predictions.ts"
import { orNull, type Scores } from "./artifact.ts"
import { maskMeasure, numberMeasure } from "./metrics.ts"
import { heldOut } from "../index/artifact.ts"
import { inputFolder } from "../inputFolder.ts"
import { openedVolumes } from "../preprocess/artifact.ts"
import { sources } from "./sources.ts"
import type { ScoreSettings } from "./record.ts"

type ScoreTask = ScoreSettings["task"]
type MaskTask = Extract<ScoreTask, { readonly regions: unknown }>
type SubjectTask = Exclude<ScoreTask, MaskTask>

/** Whether preprocessing has left no voxel of a region that the expert drew. */
const hasVanished = ({ expert, labelValues }: VolumeMeta, values: readonly number[]): boolean => {
  const has = (found: VolumeMeta["labelValues"]) =>
    found?.some(({ value }) => values.includes(value)) ?? false
  return has(expert?.labelValues) && !has(labelValues)
}

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
  yield* warnOfEarlierLabels(volumes)
  const predicted = yield* predictionsFolder
  const loaded = yield* Effect.forEach(task.metrics, (metric) =>
    Effect.map(maskMeasure(metric), (measure) => ({ metric, measure })),
  )
  const columns = loaded.flatMap(({ metric, measure }) =>
    task.regions.map((region) => ({ metric, region, measure, values: new Array<number | null>() })),
  )
  const vanished = new Map(task.regions.map((region) => [region, new Array<string>()]))
  let read = 0
  for (const [done, volume] of volumes.entries()) {
    const { meta } = volume
    const { shape, spacing } = fileGrid(meta)
    const voxels = shape[0] * shape[1] * shape[2]
    const label = yield* readExpert(volume)
    const made = yield* readPredictedMasks(predicted, task, meta)
    for (const name of task.regions) {
      const prediction = predictedMask(made, task, name, regions)
      const truth = regionMask(label, regions[name] ?? [])
      if (hasVanished(meta, regions[name] ?? [])) vanished.get(name)?.push(meta.id)
      for (const { region, measure, values } of columns)
        if (region === name)
          values.push(orNull(yield* measure({ prediction, truth, shape, spacing })))
    }
    read += columns.length * voxels
    yield* progress({ step: done + 1, steps: volumes.length, voxels: read / (done + 1) })
  }
  const subjects = test.map(({ id }) => id)
  return columns.map(({ metric, region, values }) => {
    const lost = vanished.get(region) ?? []
    return { metric, region, subjects, values, ...(lost.length === 0 ? {} : { vanished: lost }) }
  })
})

const subjectScores = Effect.fnUntraced(function* (task: SubjectTask) {
  const of = "value" in task ? "value" : "probability"
  const { subjects, ...set } = yield* readPredictions(yield* predictionsFolder, of)
  return yield* Effect.forEach(
    task.metrics,
    Effect.fnUntraced(function* (metric) {
      const measure = yield* numberMeasure(metric)
      return { metric, region: null, subjects, ...(yield* measure(set)) }
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
