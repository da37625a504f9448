import { join } from "node:path"
import { Effect } from "effect"
import { writeNpy } from "../../data/volume/write.ts"
import { slidingWindows } from "../../data/transforms/crop/slidingWindow.ts"
import { prepare } from "../../engine/index.ts"
import { slidingMasks } from "../../training/slidingInference.ts"
import { CurrentStage } from "../../current/currentStage.ts"
import { Stopped } from "../../current/stopped.ts"
import { channelsOf, heldOut, openedVolumes } from "../subjects.ts"
import { readWeights } from "../trained.ts"
import build from "./program.ts"
import type { PredictSettings } from "./record.ts"

/**
 * Segments every test subject: `predictions/ID.npy`, uint8 [region, z, y, x] on the preprocessed
 * grid, 1 where the sigmoid of the blended logit is above 0.5.
 */
export default Effect.fn("predict")(function* (settings: PredictSettings) {
  const { device, out, progress, stopping } = yield* CurrentStage
  const { regions, overlap, blending } = settings.task
  const volumes = yield* openedVolumes(yield* heldOut(settings.split))
  const { encoder, program } = yield* build(settings, { channels: channelsOf(volumes) })
  const inference = yield* prepare(program, device)
  yield* inference.load(yield* readWeights("finetune", "model.safetensors"))
  const { flops } = inference.info
  let windows = 0
  for (const [done, volume] of volumes.entries()) {
    if (stopping()) return yield* new Stopped({ step: done })
    const masks = yield* slidingMasks(inference, volume, regions.length, {
      size: encoder.crop,
      overlap,
      blending,
    })
    yield* writeNpy(
      join(out, "predictions", `${volume.meta.id}.npy`),
      "|u1",
      [regions.length, ...volume.meta.shape],
      masks,
    )
    windows += slidingWindows(volume.meta.shape, encoder.crop, overlap).length
    yield* progress({
      step: done + 1,
      steps: volumes.length,
      ...(flops === undefined ? {} : { flops: (flops * windows) / (done + 1) }),
    })
  }
}, Effect.scoped)
