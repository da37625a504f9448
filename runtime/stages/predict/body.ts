import { join } from "node:path"
import { Effect } from "effect"
import { writeNpy } from "../../data/volume/write.ts"
import { slidingWindows } from "../../data/transforms/crop/slidingWindow.ts"
import { prepare } from "../../engine/index.ts"
import { inferenceProgram } from "../../training/segmentation.ts"
import { slidingMasks } from "../../training/slidingInference.ts"
import { CurrentStage } from "../../current/currentStage.ts"
import { encoderModel, segmenter } from "../models.ts"
import { Stopped } from "../../current/stopped.ts"
import { heldOut, openedVolumes } from "../subjects.ts"
import { readWeights } from "../trained.ts"
import type { PredictSettings } from "./record.ts"

/**
 * Segments every test subject: `predictions/ID.npy`, uint8 [region, z, y, x] on the preprocessed
 * grid, 1 where the sigmoid of the blended logit is above 0.5.
 */
export default Effect.fn("predict")(function* ({ encoder, task, split }: PredictSettings) {
  const { device, out, progress, stopping } = yield* CurrentStage
  const test = yield* heldOut(split)
  const volumes = yield* openedVolumes(test)
  const channels = volumes[0]?.meta.channels.length ?? 0
  const outputs = task.regions.length
  const base = yield* encoderModel(encoder, channels)
  const model = yield* segmenter(task.network, { encoder: base, channels, outputs })
  const inference = yield* prepare(inferenceProgram(model, 1), device)
  yield* inference.load(yield* readWeights("finetune", "model.safetensors"))
  const { overlap, blending } = task
  const { flops } = inference.info
  let windows = 0
  for (const [done, volume] of volumes.entries()) {
    if (stopping()) return yield* new Stopped({ step: done })
    const masks = yield* slidingMasks(inference, volume, outputs, {
      size: base.crop,
      overlap,
      blending,
    })
    yield* writeNpy(
      join(out, "predictions", `${volume.meta.id}.npy`),
      "|u1",
      [outputs, ...volume.meta.shape],
      masks,
    )
    windows += slidingWindows(volume.meta.shape, base.crop, overlap).length
    yield* progress({
      step: done + 1,
      steps: volumes.length,
      ...(flops === undefined ? {} : { flops: (flops * windows) / (done + 1) }),
    })
  }
}, Effect.scoped)
