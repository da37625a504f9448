import { availableParallelism } from "node:os"
import { join } from "node:path"
import { Console, Effect, FileSystem, Option, Result } from "effect"
import { Command, Flag } from "effect/cli"
import type { Experiment } from "../../dsl/experiment.ts"
import type { Fault } from "../../dsl/fault.ts"
import type { MaskTask } from "../../dsl/task.ts"
import type { DatasetImplementation } from "../data/contract.ts"
import { restore } from "../data/transforms/preprocessing/restore.ts"
import { openVolume } from "../data/volume/open.ts"
import { readNpy } from "../data/formats/npy/readNpy.ts"
import { deviceOf } from "../devices/device.ts"
import type { Device } from "../engine/index.ts"
import { Faulty } from "../faults/faulty.ts"
import { loadAs } from "../implementations/implementation.ts"
import { labelInference } from "../predictions/inferLabels.ts"
import { labelOf, labelRule, type LabelStep } from "../predictions/labelRule.ts"
import { writeLabel } from "../predictions/writeLabel.ts"
import { Store } from "../store/store.ts"
import { pick, refuse, runOf } from "./chosenRun.ts"
import { descriptions } from "./descriptions.ts"
import { device, file, scale, store } from "./flags.ts"
import { ownFolder } from "./ownFolder.ts"
import { planned, type Planned } from "./planned.ts"
import { storeFolder } from "./storeFolder.ts"

const arm = Flag.String("arm").pipe(
  Flag.withDescription("Arm of the experiment file, if it has several"),
  Flag.optional,
)
const seed = Flag.Int("seed").pipe(
  Flag.withDescription("Seed, if the experiment has several"),
  Flag.optional,
)
const task = Flag.String("task").pipe(
  Flag.withDescription("Task of segmentation, if the experiment has several"),
  Flag.optional,
)
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

/** Folder of a finished stage of a run. */
const finished = Effect.fnUntraced(function* (
  made: Planned,
  key: string | undefined,
  only: "predict" | "finetune",
) {
  const { has, open } = yield* Store
  const stage = made.plan.stages.find((each) => each.key === key)
  if (stage !== undefined && (yield* has(stage))) return yield* open(stage)
  return yield* refuse(
    stage === undefined ? "no table or figure needs this task" : `${stage.label} has not run yet`,
    "a finished stage",
    `run it: ablate run ${made.file} --only ${only}`,
  )
})

/** A segmentation task of a run, and where its label files go. */
interface Wanted {
  readonly made: Planned
  readonly experiment: Experiment
  readonly task: MaskTask
  readonly steps: readonly LabelStep[]
  /** Keys of the run's stages of the task, and of its data. */
  readonly keys: Readonly<Record<"predict" | "finetune" | "preprocess", string | undefined>>
  readonly folder: string
}

/** Writes what the predict stage found of the test subjects. */
const writeDone = Effect.fnUntraced(function* ({ made, experiment, ...wanted }: Wanted) {
  const { task, steps, keys, folder } = wanted
  const predicted = join(yield* finished(made, keys.predict, "predict"), "predictions")
  const data = yield* finished(made, keys.preprocess, "predict")
  const { dataset } = experiment
  const implementation = yield* loadAs<DatasetImplementation>(dataset, [])
  const listed = yield* implementation.submitted?.(dataset, process.env) ?? Effect.succeed([])
  const likes = new Map(listed.map(({ id, like }) => [id, like]))
  const fs = yield* FileSystem.FileSystem
  const names = (yield* fs.readDirectory(predicted)).filter((each) => each.endsWith(".npy"))
  for (const name of names) {
    const id = name.slice(0, -".npy".length)
    const { meta } = yield* openVolume(join(data, "subjects", id))
    const shape = [task.regions.length, ...meta.shape]
    const masks = new Uint8Array(yield* readNpy(join(predicted, name), "|u1", shape))
    const label = restore(labelOf(masks, masks.length / task.regions.length, steps), meta)
    yield* writeLabel(join(folder, `${id}.nii.gz`), label, likes.get(id))
  }
  return names.length
})

/** Predicts subjects below another root; those that cannot be read are told when the others are done. */
const writeOthers = Effect.fnUntraced(function* (
  { made, experiment, task, steps, keys, folder }: Wanted,
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
  const weights = join(yield* finished(made, keys.finetune, "finetune"), "model.safetensors")
  const others = yield* submitted(dataset, process.env, root)
  const labelled = yield* labelInference({ experiment, task, weights, steps }, on)
  const faults: Fault[] = []
  for (const { id, like, load } of others) {
    const done = yield* load.pipe(
      Effect.flatMap(labelled),
      Effect.flatMap((label) => writeLabel(join(folder, `${id}.nii.gz`), label, like)),
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
  { file, scale, arm, seed, task, subjects, out, device, store },
  Effect.fn("predictions")(
    function* (flags) {
      const made = yield* planned(flags.file, flags.scale, storeFolder(flags.store, flags.file))
      const { arm: name, seed: number, experiment, roles } = yield* runOf(made, flags)
      const tasks = Object.entries(experiment.tasks)
      const segmentations = tasks.flatMap(([each, { of }]) => (of === "masks" ? [each] : []))
      const chosen = yield* pick("task", flags.task, segmentations)
      const segmentation = experiment.tasks[chosen]
      if (segmentation?.of !== "masks") return
      const { regions } = segmentation
      const steps = yield* Effect.fromResult(labelRule(regions, experiment.dataset.regions))
      const folder = Option.isSome(flags.out)
        ? flags.out.value
        : yield* ownFolder(storeFolder(flags.store, flags.file), "predictions", made)
      const fs = yield* FileSystem.FileSystem
      yield* fs.makeDirectory(folder, { recursive: true })
      const keys = {
        predict: roles.get(`${chosen}.predict`),
        finetune: roles.get(`${chosen}.finetune`),
        preprocess: roles.get("preprocess"),
      }
      const wanted = { made, experiment, task: segmentation, steps, keys, folder }
      const count = Option.isNone(flags.subjects)
        ? yield* writeDone(wanted)
        : yield* writeOthers(
            wanted,
            flags.subjects.value,
            deviceOf(flags.device, availableParallelism()),
          )
      const rule = steps.map(({ region, value }) => `${regions[region]} ${value}`).join(", ")
      yield* Console.log(
        `wrote ${count} label files of ${name}, seed ${number}, to ${folder}\nvalues, later ones over earlier ones: ${rule}`,
      )
    },
    Effect.scoped,
    (effect, flags) => Effect.provide(effect, Store.existing(storeFolder(flags.store, flags.file))),
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
