import { join } from "node:path"
import { Effect, FileSystem } from "effect"
import type { Experiment } from "../../dsl/experiment.ts"
import type { MaskTask } from "../../dsl/task.ts"
import type { RawSubject } from "../data/contract.ts"
import { preprocess } from "../data/transforms/preprocess.ts"
import { openVolume } from "../data/volume/open.ts"
import { writeVolume } from "../data/volume/write.ts"
import { type Device, prepare } from "../engine/index.ts"
import type { Faulty } from "../faults/faulty.ts"
import { encoderModel, segmenter } from "../stages/models.ts"
import { arraysOf } from "../training/checkpoint.ts"
import { readSafetensors } from "../files/safetensors.ts"
import { decided } from "../data/transforms/labelling.ts"
import { inferenceProgram } from "../training/segmentation.ts"
import { slidingLogits } from "../training/slidingInference.ts"
import { refusal } from "../faults/refusal.ts"

/** A trained segmenter. */
export interface Trained {
  readonly experiment: Experiment
  readonly task: MaskTask
  /** `model.safetensors` of its training. */
  readonly weights: string
}

const noRoom = (what: string): Faulty =>
  refusal({ what, hint: "see that the folder of TMPDIR has room" })

/**
 * Makes a trained segmenter ready for subjects that no plan knows. What it gives preprocesses a subject
 * as the data set does, segments it by sliding windows, and gives what the task's rule makes of that in the
 * geometry of the images as they came.
 */
export const labelInference = Effect.fn("labelInference")(function* (
  { experiment, task, weights }: Trained,
  device: Device,
) {
  const { dataset, encoder } = experiment
  const channels = dataset.modalities.length
  const outputs = task.regions.length
  const base = yield* encoderModel(encoder, channels)
  const model = yield* segmenter(task.network, { encoder: base, channels, outputs })
  const inference = yield* prepare(inferenceProgram(model, 1), device)
  yield* inference.load(arraysOf((yield* readSafetensors(weights)).tensors))
  const fs = yield* FileSystem.FileSystem
  const { overlap, blending } = task
  return (raw: RawSubject) =>
    Effect.gen(function* () {
      // Windows are read from a stored volume; it goes when its subject is done.
      const temporary = yield* fs
        .makeTempDirectoryScoped({ prefix: "ablate-" })
        .pipe(Effect.mapError(({ message }) => noRoom(message)))
      const folder = join(temporary, raw.id)
      yield* writeVolume(folder, yield* Effect.fromResult(preprocess(raw, dataset.preprocessing)))
      const volume = yield* openVolume(folder)
      const windows = { size: base.crop, overlap, blending }
      const logits = yield* slidingLogits(inference, volume, outputs, windows)
      const { meta } = volume
      return { meta, values: decided(logits, meta, task, dataset.regions) }
    }).pipe(Effect.scoped)
})
