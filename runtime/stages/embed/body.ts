import { join } from "node:path"
import { Effect } from "effect"
import { slidingWindows } from "../../data/transforms/crop/slidingWindow.ts"
import { readImageCrop } from "../../data/volume/crop.ts"
import { writeNpy } from "../../data/volume/write.ts"
import { prepare } from "../../engine/index.ts"
import { initialize } from "../../nn/layers/initialize.ts"
import { stripPrefix, prefixed } from "../../nn/layers/names.ts"
import { encoderPrefix } from "../../pretraining/contract.ts"
import { random } from "../../random/random.ts"
import { CurrentStage } from "../../current/currentStage.ts"
import { notFiniteOutput } from "../../training/notFinite.ts"
import { writeJson } from "../files.ts"
import { Stopped } from "../../current/stopped.ts"
import { channelsOf, openedVolumes } from "../preprocess/artifact.ts"
import { listedSubjects } from "../index/artifact.ts"
import { pretrainedWeights } from "../pretrain/artifact.ts"
import build from "./program.ts"
import type { EmbedSettings } from "./record.ts"

/** Windows that cover a volume, side by side where its shape allows. */
const overlap = 0

/**
 * One feature vector a subject: the mean token of the frozen encoder over windows that cover the
 * volume. `features.npy` float32 [subjects, width], rows in the order of `subjects.json`. Without
 * pre-training the encoder is the one a run of the seed would begin with.
 */
export default Effect.fn("embed")(function* (settings: EmbedSettings, seed: number) {
  const { device, out, progress, stopping } = yield* CurrentStage
  const subjects = yield* listedSubjects()
  const volumes = yield* openedVolumes(subjects)
  const { model, program } = yield* build(settings, { channels: channelsOf(volumes) })
  const drawn = () =>
    stripPrefix(
      encoderPrefix,
      initialize(prefixed(encoderPrefix, model.parameters), random(seed, "weights")),
    )
  const embedding = yield* prepare(program, device)
  yield* embedding.load((yield* pretrainedWeights) ?? drawn())
  const features = new Float32Array(volumes.length * model.width)
  const { flops } = embedding.info
  let seen = 0
  for (const [row, volume] of volumes.entries()) {
    if (stopping()) return yield* new Stopped({ step: row })
    const windows = slidingWindows(volume.meta.shape, model.crop, overlap)
    for (const [index, origin] of windows.entries()) {
      const image = yield* readImageCrop(volume, origin, model.crop)
      const { features: window } = yield* embedding.step({ image })
      for (let feature = 0; feature < model.width; feature++)
        features[row * model.width + feature]! += (window?.[feature] ?? Number.NaN) / windows.length
      if (index + 1 < windows.length)
        yield* progress({ step: row + (index + 1) / windows.length, steps: volumes.length })
    }
    const own = features.subarray(row * model.width, (row + 1) * model.width)
    const odd = own.find((value) => !Number.isFinite(value))
    if (odd !== undefined) return yield* notFiniteOutput(volume.meta.id, odd)
    seen += windows.length
    yield* progress({
      step: row + 1,
      steps: volumes.length,
      ...(flops === undefined ? {} : { flops: (flops * seen) / (row + 1) }),
    })
  }
  yield* writeNpy(join(out, "features.npy"), "<f4", [volumes.length, model.width], features)
  yield* writeJson(out, "subjects.json", {
    width: model.width,
    subjects: subjects.map(({ id }) => id),
  })
}, Effect.scoped)
