import { availableParallelism } from "node:os"
import { join } from "node:path"
import { Console, Effect, FileSystem, Option, Result } from "effect"
import { Command, Flag } from "effect/cli"
import type { Experiment } from "../../dsl/experiment.ts"
import type { Fault } from "../../dsl/fault.ts"
import { faultUnless } from "../../dsl/faultIf.ts"
import { labelSteps } from "../../dsl/labelRule.ts"
import { scoresOf } from "../../dsl/serverScores.ts"
import type { MaskTask } from "../../dsl/task.ts"
import type { DatasetImplementation } from "../data/contract.ts"
import { openVolume } from "../data/volume/open.ts"
import { deviceOf } from "../devices/device.ts"
import type { Device } from "../engine/index.ts"
import { Faulty } from "../faults/faulty.ts"
import { loadAs } from "../implementations/implementation.ts"
import { writeFiles } from "../predictions/files.ts"
import { labelInference } from "../predictions/inferLabels.ts"
import { scoresKey } from "../results/serverScores.ts"
import { finetune } from "../stages/finetune/record.ts"
import { predict } from "../stages/predict/record.ts"
import { readPredictedMasks } from "../stages/predictedMasks.ts"
import { preprocess } from "../stages/preprocess/record.ts"
import { foldRoles, pick, refuse, runOf, finishedStage } from "./chosenRun.ts"
import { descriptions } from "./descriptions.ts"
import { arm, device, file, fold, scale, seed, store, taskFlag } from "./flags.ts"
import { outFolder } from "./outFiles.ts"
import { ownFolder } from "./ownFolder.ts"
import { planned, type Planned } from "./planned.ts"
import { inStore, folderOf } from "./inStore.ts"

const task = taskFlag("Task of segmentation, if the experiment has several")
const out = Flag.String("out").pipe(
  Flag.withDescription("Folder of the files (default: predictions/NAME in the store)"),
  Flag.optional,
)

const subjects = Flag.String("subjects").pipe(
  Flag.withDescription(
    "Folder of other subjects, such as a challenge's validation set: they are predicted now; the test subjects without",
  ),
  Flag.optional,
)

const unplanned = "no table or figure needs this task"

type Values = Readonly<Record<string, readonly number[]>>

/** Fails where a label file would say more of a voxel than its regions do. */
const openValues = Effect.fnUntraced(function* ({ rule, regions }: MaskTask, values: Values) {
  const open = rule === "independent" ? [] : labelSteps(regions, values)
  const faults = open.flatMap((step): readonly Fault[] => {
    const name = regions[step.region] ?? ""
    return faultUnless(step.open.length === 0, () => ({
      what: `region ${name} alone leaves the label values ${step.open.join(", ")} open`,
      where: { field: `regions.${name}` },
      expected: "regions that each have one value of their own",
      hint: 'have the task predict the regions that tell these values apart, or write a mask a region: rule: "independent"',
    }))
  })
  if (faults.length > 0) return yield* new Faulty({ faults })
})

/** How files are to be read. */
const ruleInWords = ({ rule, regions }: MaskTask, values: Values): string => {
  if (rule === "independent") return "a file a region, 1 inside"
  const steps = labelSteps(regions, values)
  const each = steps.map(({ region, value }) => `${regions[region]} ${value}`).join(", ")
  return rule === "argmax"
    ? `values, of the region of the largest logit: ${each}`
    : `values, later ones over earlier ones: ${each}`
}

/** A segmentation task of a run, and where its label files go. */
interface Wanted {
  readonly made: Planned
  readonly experiment: Experiment
  readonly task: MaskTask
  /** Keys of the run's stages of the task, and of its data. */
  readonly keys: Readonly<Record<"predicted" | "trained" | "data", string | undefined>>
  readonly folder: string
}

/** Writes what the predict stage found of the test subjects. */
const writeDone = Effect.fnUntraced(function* ({ made, experiment, ...wanted }: Wanted) {
  const { task, keys, folder } = wanted
  const found = yield* finishedStage(made, keys.predicted, predict, unplanned)
  const data = yield* finishedStage(made, keys.data, preprocess)
  const { dataset } = experiment
  const implementation = yield* loadAs<DatasetImplementation>(dataset, [])
  const listed = yield* implementation.submitted?.(dataset, process.env) ?? Effect.succeed([])
  const likes = new Map(listed.map(({ id, like }) => [id, like]))
  const fs = yield* FileSystem.FileSystem
  const names = (yield* fs.readDirectory(join(found, "predictions"))).filter((each) =>
    each.endsWith(".npy"),
  )
  for (const name of names) {
    const id = name.slice(0, -".npy".length)
    const { meta } = yield* openVolume(join(data, "subjects", id))
    const values = yield* readPredictedMasks(found, task, meta)
    yield* writeFiles(folder, task, { meta, values, like: likes.get(id) })
  }
  return names.length
})

/** Predicts subjects below another root; those that cannot be read are told when the others are done. */
const writeOthers = Effect.fnUntraced(function* (
  { made, experiment, task, keys, folder }: Wanted,
  root: string,
  on: Device,
) {
  const { dataset } = experiment
  const { submitted } = yield* loadAs<DatasetImplementation>(dataset, [])
  if (submitted === undefined)
    return yield* refuse(
      `${dataset.kind} does not say how subjects without labels are read`,
      "a data set such as brats2023",
      "leave out --subjects",
    )
  const weights = join(
    yield* finishedStage(made, keys.trained, finetune, unplanned),
    "model.safetensors",
  )
  const others = yield* submitted(dataset, process.env, root)
  const labelled = yield* labelInference({ experiment, task, weights }, on)
  const faults: Fault[] = []
  for (const { id, like, load } of others) {
    const done = yield* load.pipe(
      Effect.flatMap(labelled),
      Effect.flatMap((labels) => writeFiles(folder, task, { ...labels, like })),
      Effect.result,
    )
    if (Result.isFailure(done)) faults.push(...done.failure.faults)
    else yield* Console.log(id)
  }
  if (faults.length > 0) return yield* new Faulty({ faults })
  return others.length
})

/** `ablate predictions`: what a run predicted for the test subjects, as label files. */
export const predictions = Command.make(
  "predictions",
  { file, scale, arm, seed, fold, task, subjects, out, device, store },
  Effect.fn("predictions")(
    function* (flags) {
      const made = yield* planned(flags.file, flags)
      const run = yield* runOf(made, flags)
      const { arm: name, seed: number, experiment } = run
      const tasks = Object.entries(experiment.tasks)
      const segmentations = tasks.flatMap(([each, { of }]) => (of === "masks" ? [each] : []))
      const chosen = yield* pick("task", flags.task, segmentations)
      const segmentation = experiment.tasks[chosen]
      if (segmentation?.of !== "masks") return
      yield* openValues(segmentation, experiment.dataset.regions)
      const folder = Option.isSome(flags.out)
        ? flags.out.value
        : yield* ownFolder(folderOf(flags), "predictions", made)
      yield* outFolder(folder)
      const wantedOf = (roles: ReadonlyMap<string, string>): Wanted => {
        const keys = {
          predicted: roles.get(`${chosen}.${predict.kind}`),
          trained: roles.get(`${chosen}.${finetune.kind}`),
          data: roles.get(preprocess.kind),
        }
        return { made, experiment, task: segmentation, keys, folder }
      }
      // Folds test different subjects: what all of them predict lies together.
      const isAll = Option.isNone(flags.subjects) && Option.isNone(flags.fold)
      const chosenRoles = isAll
        ? run.folds.map(({ roles }) => roles)
        : [yield* foldRoles(run, flags.fold)]
      const counts = yield* Effect.forEach(
        chosenRoles,
        Effect.fnUntraced(function* (roles) {
          const wanted = wantedOf(roles)
          if (Option.isNone(flags.subjects)) return yield* writeDone(wanted)
          const on = deviceOf(flags.device, availableParallelism())
          return yield* writeOthers(wanted, flags.subjects.value, on)
        }),
      )
      const count = counts.reduce((sum, each) => sum + each, 0)
      const files = count * (segmentation.rule === "independent" ? segmentation.regions.length : 1)
      const scores = scoresOf(segmentation)
      const predicted = chosenRoles[0]?.get(`${chosen}.${predict.kind}`)
      yield* Console.log(
        `wrote ${files} label files of ${name}, seed ${number}, to ${folder}\n${ruleInWords(segmentation, experiment.dataset.regions)}`,
      )
      if (scores !== null && predicted !== undefined && Option.isNone(flags.subjects))
        yield* Console.log(
          `the scores of ${scores.server} go to ${scores.folder} as a .csv with ${scoresKey(predicted)} in its name`,
        )
    },
    Effect.scoped,
    inStore,
  ),
).pipe(
  Command.withDescription(descriptions.predictions),
  Command.withExamples([
    {
      command:
        "ablate predictions experiments/brats2023.ts --arm M2-MAE --seed 0 --out predictions",
      description: "SUBJECT.nii.gz in the geometry of each subject's images",
    },
    {
      command:
        "ablate predictions experiments/brats2023.ts --arm M2-MAE --seed 0 --subjects $BRATS2023_VALIDATION",
      description: "Subjects without segmentation, predicted by a trained arm",
    },
  ]),
)
