import { join } from "node:path"
import { Console, Effect, FileSystem, Option } from "effect"
import { Command, Flag } from "effect/cli"
import { writeNifti } from "../data/nifti/write.ts"
import { restore } from "../data/preprocessing/restore.ts"
import { openVolume } from "../data/volume/open.ts"
import { readNpy } from "../data/volume/readNpy.ts"
import { Faulty } from "../faulty.ts"
import { labelOf, labelRule } from "../predictions/labelRule.ts"
import { Store } from "../store/store.ts"
import { pick, refuse, runOf } from "./chosenRun.ts"
import { descriptions } from "./descriptions.ts"
import { file, scale, store } from "./flags.ts"
import { planned, type Planned } from "./planned.ts"

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

/** Folder of a finished stage of a run. */
const finished = Effect.fnUntraced(function* (made: Planned, key: string | undefined) {
  const { has, open } = yield* Store
  const stage = made.plan.stages.find((each) => each.key === key)
  if (stage !== undefined && (yield* has(stage))) return yield* open(stage)
  return yield* refuse(
    stage === undefined ? "no table or figure needs this task" : `${stage.label} has not run yet`,
    "a finished stage",
    `run it: ablate run ${made.file} --only predict`,
  )
})

/** `ablate predictions`: what a run predicted for the test subjects, as label files. */
export const predictions = Command.make(
  "predictions",
  { file, scale, arm, seed, task, out, store },
  Effect.fn("predictions")(
    function* (flags) {
      const made = yield* planned(flags.file, flags.scale, flags.store)
      const { arm: name, seed: number, experiment, roles } = yield* runOf(made, flags)
      const tasks = Object.entries(experiment.tasks)
      const segmentations = tasks.flatMap(([each, { kind }]) =>
        kind === "segmentation" ? [each] : [],
      )
      const chosen = yield* pick("task", flags.task, segmentations)
      const segmentation = experiment.tasks[chosen]
      if (segmentation?.kind !== "segmentation") return
      const { regions } = segmentation
      const steps = yield* Effect.fromResult(labelRule(regions, experiment.dataset.regions))
      const predicted = yield* finished(made, roles.get(`${chosen}.predict`))
      const data = yield* finished(made, roles.get("preprocess"))
      const fs = yield* FileSystem.FileSystem
      const folder = Option.getOrElse(flags.out, () => join(flags.store, "predictions", made.name))
      const names = (yield* fs.readDirectory(join(predicted, "predictions"))).filter((each) =>
        each.endsWith(".npy"),
      )
      yield* fs.makeDirectory(folder, { recursive: true })
      for (const each of names) {
        const id = each.slice(0, -".npy".length)
        const { meta } = yield* openVolume(join(data, "subjects", id))
        const [depth, height, width] = meta.shape
        const masks = new Uint8Array(
          yield* readNpy(join(predicted, "predictions", each), "|u1", [
            regions.length,
            ...meta.shape,
          ]),
        )
        const label = labelOf(masks, depth * height * width, steps)
        const { values, shape, spacing, affine } = restore(label, meta)
        yield* writeNifti(join(folder, `${id}.nii.gz`), {
          data: values,
          shape: shape.toReversed(),
          spacing: spacing.toReversed(),
          affine,
        }).pipe(Effect.mapError(({ faults }) => new Faulty({ faults })))
      }
      const rule = steps.map(({ region, value }) => `${regions[region]} ${value}`).join(", ")
      yield* Console.log(
        `wrote ${names.length} label files of ${name}, seed ${number}, to ${folder}\nvalues, later ones over earlier ones: ${rule}`,
      )
    },
    (effect, flags) => Effect.provide(effect, Store.existing(flags.store)),
  ),
).pipe(
  Command.withDescription(descriptions.predictions),
  Command.withExamples([
    {
      command:
        "ablate predictions experiments/brats2023.ts --arm M2-MAE --seed 0 --out predictions",
      description: "SUBJECT.nii.gz in the geometry of each subject's images",
    },
  ]),
)
