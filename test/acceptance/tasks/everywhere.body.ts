import {
  CurrentStage,
  fileGrid,
  heldOut,
  openedVolumes,
  writePredictedMasks,
} from "ablate/implement"
import { Effect } from "effect"
import type { EverywhereSettings } from "./everywhere.record.ts"

export default Effect.fn("everywhere")(function* ({ split, ...task }: EverywhereSettings) {
  const { out } = yield* CurrentStage
  for (const { meta } of yield* openedVolumes(yield* heldOut(split))) {
    const [depth, height, width] = fileGrid(meta).shape
    const masks = new Uint8Array(task.regions.length * depth * height * width).fill(1)
    yield* writePredictedMasks(out, task, meta, masks)
  }
})
