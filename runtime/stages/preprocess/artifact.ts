import { join } from "node:path"
import { Effect } from "effect"
import type { CurrentStage } from "../../current/currentStage.ts"
import type { DatasetError } from "../../data/faults/datasetError.ts"
import { openVolume, type Volume } from "../../data/volume/open.ts"
import type { Faulty } from "../../faults/faulty.ts"
import { inputFolder } from "../inputFolder.ts"

/** The preprocessed volumes of subjects, opened, in the order of the subjects. */
export const openedVolumes = Effect.fnUntraced(function* (
  subjects: readonly { readonly id: string }[],
): Effect.fn.Return<readonly Volume[], Faulty | DatasetError, CurrentStage> {
  const folder = yield* inputFolder("preprocess")
  return yield* Effect.forEach(subjects, ({ id }) => openVolume(join(folder, "subjects", id)), {
    concurrency: 8,
  })
})

/** Channels of the images. */
export const channelsOf = ([first]: readonly Volume[]): number => first?.meta.channels.length ?? 0
