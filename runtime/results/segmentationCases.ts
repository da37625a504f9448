import { join } from "node:path"
import { Effect } from "effect"
import { splitOf } from "../../dsl/cohort.ts"
import type { SegmentationFigure } from "../../dsl/figure.ts"
import type { MaskTask, Task } from "../../dsl/task.ts"
import { largestPlane } from "../../reports/figures/plane.ts"
import type { ArmSegmentation, SegmentationCase } from "../../reports/figures/segmentationRow.ts"
import { regionMask } from "../data/transforms/region.ts"
import { broughtBack, fileGrid } from "../data/transforms/preprocessing/restore.ts"
import { readImageCrop } from "../data/volume/crop.ts"
import { readExpert } from "../data/volume/expert.ts"
import type { VolumeMeta } from "../data/volume/meta.ts"
import { openVolume } from "../data/volume/open.ts"
import { predictedMask } from "../data/transforms/labelling.ts"
import { dice } from "../metrics/dice.ts"
import type { Plan } from "../plan/planStudy.ts"
import { predict } from "../stages/predict/record.ts"
import { readPredictedMasks } from "../stages/predictedMasks.ts"
import { preprocess } from "../stages/preprocess/record.ts"
import { isOneOf, type Found } from "./artifacts.ts"
import { shownArtifacts } from "./shownArtifacts.ts"
import { testSubjects } from "./testSubjects.ts"

/** Dice under a figure: that of the whole volume, two empty masks counting as 1. */
const convention = { empty: "one" } as const

interface Shown {
  readonly meta: VolumeMeta
  /** Of the expert's file; null of a subject without labels. */
  readonly label: Uint8Array | null
  /** Index of the axial plane. */
  readonly z: number
  readonly regions: Readonly<Record<string, readonly number[]>>
}

const planeOf = (values: Uint8Array, { meta, z }: Shown): Uint8Array => {
  const [, height, width] = fileGrid(meta).shape
  return values.slice(z * height * width, (z + 1) * height * width)
}

const armOf = Effect.fnUntraced(function* ({ arm, folder }: Found, shown: Shown, task: MaskTask) {
  const made = yield* readPredictedMasks(folder, task, shown.meta)
  const predicted = task.regions.map((region) => ({
    region,
    whole: predictedMask(made, task, region, shown.regions),
  }))
  return {
    arm,
    masks: predicted.map(({ region, whole }) => ({ region, mask: planeOf(whole, shown) })),
    dice: Object.fromEntries(
      predicted.flatMap(({ region, whole }) =>
        shown.label === null
          ? []
          : [
              [
                region,
                dice(whole, regionMask(shown.label, shown.regions[region] ?? []), convention),
              ],
            ],
      ),
    ),
  } satisfies ArmSegmentation
})

/** What the first arm predicts: of a subject without labels it says which plane is shown. */
const firstPrediction = Effect.fnUntraced(function* (
  [first]: readonly Found[],
  meta: VolumeMeta,
  task: MaskTask,
  regions: Shown["regions"],
) {
  const [depth, height, width] = fileGrid(meta).shape
  const whole = new Uint8Array(depth * height * width)
  if (first === undefined) return whole
  const made = yield* readPredictedMasks(first.folder, task, meta)
  for (const region of task.regions)
    for (const [voxel, inside] of predictedMask(made, task, region, regions).entries())
      if (inside !== 0) whole[voxel] = 1
  return whole
})

/**
 * The first test subjects with what each arm's first seed segments, on the plane of the expert's file where
 * the lesion is largest; of subjects without labels on that of the first arm's largest.
 */
export const segmentationCases = Effect.fnUntraced(function* (
  plan: Plan,
  figure: SegmentationFigure,
) {
  const predictions = (yield* shownArtifacts(plan, figure, isOneOf(predict))).filter(
    ({ task }) => task === figure.task,
  )
  const firsts = [...Map.groupBy(predictions, ({ arm }) => arm).values()].flatMap(
    ([first]) => first ?? [],
  )
  const [data] = yield* shownArtifacts(plan, figure, isOneOf(preprocess))
  const experiment = figure.study.arms[0]?.experiment
  const task: Task | undefined = experiment?.tasks[figure.task]
  if (data === undefined || experiment === undefined || task?.of !== "masks") return []
  const subjects = yield* testSubjects(plan, figure, splitOf(experiment.dataset, task))
  const { regions } = experiment.dataset
  return yield* Effect.forEach(
    subjects.slice(0, figure.subjects),
    Effect.fnUntraced(function* (subject) {
      const volume = yield* openVolume(join(data.folder, "subjects", subject))
      const { meta } = volume
      const { channels } = meta
      const { shape } = fileGrid(meta)
      const [, height, width] = shape
      const label = volume.labelled === undefined ? null : yield* readExpert(volume)
      const whole =
        label === null
          ? yield* firstPrediction(firsts, meta, task, regions)
          : regionMask(
              label,
              task.regions.flatMap((region) => regions[region] ?? []),
            )
      const shown: Shown = { meta, label, regions, z: largestPlane(whole, shape) }
      const image = yield* readImageCrop(volume, [0, 0, 0], meta.shape)
      const channel = channels.length - 1
      const seen = image.length / channels.length
      const back = broughtBack(image.subarray(channel * seen), meta, new Float32Array(whole.length))
      return {
        subject,
        modality: channels[channel] ?? "",
        width,
        height,
        data: back.slice(shown.z * height * width, (shown.z + 1) * height * width),
        expert:
          label === null
            ? null
            : Object.entries(regions).map(([region, values]) => ({
                region,
                mask: planeOf(regionMask(label, values), shown),
              })),
        arms: yield* Effect.forEach(firsts, (found) => armOf(found, shown, task)),
      } satisfies SegmentationCase
    }),
  )
})
