import { Effect } from "effect"
import type { DatasetError } from "../../../../runtime/data/faults/datasetError.ts"
import type { ImageVolume } from "../../../../runtime/data/formats/grid.ts"
import { readMetaVolumes } from "../../../../runtime/data/formats/metaimage/read.ts"

/** The volume of a MetaImage that holds one. */
export const readMetaImage = (path: string): Effect.Effect<ImageVolume, DatasetError> =>
  Effect.gen(function* () {
    const found: ImageVolume[] = []
    yield* readMetaVolumes(path, [undefined], (_, volume) => found.push(volume))
    const [only] = found
    if (only === undefined) throw new Error("a reader that succeeds gives a volume")
    return only
  })
