import { join } from "node:path"
import { Effect, Schema } from "effect"
import { readNpy } from "../../data/formats/npy/readNpy.ts"
import { readJson } from "../files.ts"
import { inputFolder } from "../inputFolder.ts"

const FeatureRows = Schema.Struct({ width: Schema.Int, subjects: Schema.Array(Schema.String) })

/** Feature vectors by subject, from the folder of an embedding. */
export const featuresIn = Effect.fnUntraced(function* (folder: string) {
  const { width, subjects } = yield* readJson(folder, "subjects.json", FeatureRows)
  const bytes = yield* readNpy(join(folder, "features.npy"), "<f4", [subjects.length, width])
  const values = new Float32Array(bytes)
  const features = new Map(
    subjects.map((id, row) => [id, values.subarray(row * width, (row + 1) * width)] as const),
  )
  return { features, width }
})

/** Feature vectors by subject, from the embedding that this stage reads. */
export const readFeatures = Effect.gen(function* () {
  return yield* featuresIn(yield* inputFolder("embed"))
})
