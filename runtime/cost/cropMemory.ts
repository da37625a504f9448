import { Effect } from "effect"
import { loadSteps } from "../data/transforms/augment/loadSteps.ts"
import { tensorSteps } from "../data/transforms/augment/tensors/augmentTensors.ts"
import type { DeviceName } from "../devices/device.ts"
import {
  cropProgram,
  type CropSettings,
  type CropVolumes,
  sourcesOf,
} from "../training/cropProgram.ts"
import { batchesAhead } from "../training/loop.ts"
import { bytesOf, graphCost, isXla } from "./graph.ts"

/**
 * Bytes that crops take on a device that makes them, by the volumes: these, where they stay there, or what is sent
 * for a batch; what the program that makes them holds beside it; and batches that wait. Undefined where the
 * processor makes them.
 */
export const cropMemory = Effect.fnUntraced(function* (
  crops: CropSettings,
  volumes: Omit<CropVolumes, "count">,
  device: DeviceName,
  free: number,
) {
  if (!isXla(device)) return undefined
  const { steps, without } = tensorSteps(yield* loadSteps(crops.augment))
  if (without.length > 0) return undefined
  const sent = sourcesOf(crops, { ...volumes, count: Infinity }, steps, free)
  const { memory } = yield* graphCost(cropProgram(crops, volumes, steps, sent), device)
  const { batch, views, size, regions } = crops
  const { channels } = volumes
  const beside = memory - batch * bytesOf({ source: sent.spec })
  const made = 4 * batch * (views * channels + regions.length) * size[0] * size[1] * size[2]
  return ({ count, largest }: Omit<CropVolumes, "channels">): number => {
    const { spec, stay } = sourcesOf(crops, { channels, count, largest }, steps, free)
    return (stay ? count : batch) * bytesOf({ source: spec }) + beside + (batchesAhead - 1) * made
  }
})
