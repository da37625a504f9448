import { existsSync } from "node:fs"
import { join, resolve } from "node:path"
import { Effect } from "effect"
import type { Dataset } from "../../dsl/dataset.ts"
import { brats2023 } from "../../dsl/datasets/brats2023.ts"
import { phantom } from "../../dsl/datasets/phantom.ts"
import type { DatasetImplementation } from "../../runtime/data/contract.ts"
import { preprocess } from "../../runtime/data/transforms/preprocess.ts"
import { openVolume } from "../../runtime/data/volume/open.ts"
import { writeVolume } from "../../runtime/data/volume/write.ts"
import { loadAs } from "../../runtime/implementations/implementation.ts"

const root = join(resolve(process.env["ABLATE_TEST_DATA"] ?? "../shared/data"), "brats2023")

const chosen = (): { readonly dataset: Dataset; readonly source: string } =>
  existsSync(root)
    ? { dataset: brats2023({ root }), source: "BraTS2023 subjects" }
    : { dataset: phantom({ size: 160, subjects: 4 }), source: "phantoms of 160³ (no BraTS2023)" }

/** Preprocessed volumes in a folder: of the BraTS2023 subjects at hand, or else of phantoms. */
export const realVolumes = Effect.fnUntraced(function* (folder: string) {
  const { dataset, source } = chosen()
  const implementation = yield* loadAs<DatasetImplementation>(dataset, ["index", "load"])
  const subjects = yield* implementation.index(dataset, process.env)
  const volumes = yield* Effect.forEach(
    subjects,
    Effect.fnUntraced(function* ({ id }) {
      const raw = yield* implementation.load(dataset, process.env, id)
      yield* writeVolume(join(folder, id), yield* Effect.fromResult(preprocess(raw)))
      return yield* openVolume(join(folder, id))
    }),
  )
  return { volumes, source: `${volumes.length} ${source}` }
})
