import { Effect } from "effect"
import { slidingWindows } from "../../data/transforms/crop/slidingWindow.ts"
import { prepare } from "../../engine/index.ts"
import { detachBuffers } from "../../files/detachBuffers.ts"
import { decided } from "../../data/transforms/labelling.ts"
import { slidingLogits } from "../../training/slidingInference.ts"
import { CurrentStage } from "../../current/currentStage.ts"
import { Stopped } from "../../current/stopped.ts"
import { channelsOf, openedVolumes } from "../preprocess/artifact.ts"
import { heldOut } from "../index/artifact.ts"
import { writePredictedMasks } from "../predictedMasks.ts"
import { segmenterWeights } from "../finetune/artifact.ts"
import build from "./program.ts"
import type { PredictSettings } from "./record.ts"

/** Segments every test subject, on the grid of the expert's label file: `predictions/ID.npy`. */
export default Effect.fn("predict")(function* (settings: PredictSettings) {
  const { device, out, progress, stopping } = yield* CurrentStage
  const { task, regions } = settings
  const { overlap, blending } = task
  const volumes = yield* openedVolumes(yield* heldOut(settings.split))
  const { encoder, program } = yield* build(settings, { channels: channelsOf(volumes) })
  const inference = yield* prepare(program, device)
  yield* inference.load(yield* segmenterWeights)
  const { flops } = inference.info
  let windows = 0
  for (const [done, volume] of volumes.entries()) {
    if (stopping()) return yield* new Stopped({ step: done })
    const { meta } = volume
    const windowing = { size: encoder.crop, overlap, blending }
    const onWindow = (share: number) =>
      share < 1 ? progress({ step: done + share, steps: volumes.length }) : Effect.void
    const logits = yield* slidingLogits(inference, volume, task.regions.length, windowing, onWindow)
    yield* writePredictedMasks(out, task, meta, decided(logits, meta, task, regions))
    detachBuffers(logits)
    windows += slidingWindows(meta.shape, encoder.crop, overlap).length
    yield* progress({
      step: done + 1,
      steps: volumes.length,
      ...(flops === undefined ? {} : { flops: (flops * windows) / (done + 1) }),
    })
  }
}, Effect.scoped)
