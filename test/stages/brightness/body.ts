import { Effect } from "effect"
import { readImageCrop } from "../../../runtime/data/volume/crop.ts"
import { CurrentStage } from "../../../runtime/current/currentStage.ts"
import { writeJson } from "../../../runtime/stages/files.ts"
import { heldOut } from "../../../runtime/stages/index/artifact.ts"
import { openedVolumes } from "../../../runtime/stages/preprocess/artifact.ts"
import type { Brightness } from "./artifact.ts"
import type { BrightnessSettings } from "./record.ts"

export default Effect.fn("brightness")(function* ({ split }: BrightnessSettings) {
  const { out, progress } = yield* CurrentStage
  const volumes = yield* openedVolumes(yield* heldOut(split))
  const means: number[] = []
  for (const volume of volumes) {
    const image = yield* readImageCrop(volume, [0, 0, 0], volume.meta.shape)
    means.push(image.reduce((sum, value) => sum + value, 0) / image.length)
    yield* progress({ step: means.length, steps: volumes.length })
  }
  const subjects = volumes.map(({ meta }) => meta.id)
  yield* writeJson(out, "brightness.json", {
    subjects,
    means,
  } satisfies typeof Brightness.Type)
})
