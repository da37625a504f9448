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
 * Bytes that crops take on a device that makes them, by the number of volumes: these, where they stay there, or what
 * is sent for a batch; what the program that makes them holds beside it; and batches that wait. Undefined where the
 * processor makes them.
 */
export const cropMemory = Effect.fnUntraced(function* (
  crops: CropSettings,
  { channels, largest }: Omit<CropVolumes, "count">,
  device: DeviceName,
  free: number,
) {
  if (!isXla(device)) return undefined
  const { steps, without } = tensorSteps(yield* loadSteps(crops.augment))
  if (without.length > 0) return undefined
  const sources = (count: number) => sourcesOf(crops, { count, channels, largest }, steps, free)
  const sent = sources(Infinity)
  const { memory } = yield* graphCost(cropProgram(crops, { channels }, steps, sent), device)
  const { batch, views, size, regions } = crops
  const beside = memory - batch * bytesOf({ source: sent.spec })
  const made = 4 * batch * (views * channels + regions.length) * size[0] * size[1] * size[2]
  return (count: number): number => {
    const { spec, stay } = sources(count)
    return (stay ? count : batch) * bytesOf({ source: spec }) + beside + (batchesAhead - 1) * made
  }
})
