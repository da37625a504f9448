import { join } from "node:path"
import { Effect, Result } from "effect"
import type { Fault } from "../../../dsl/fault.ts"
import type { AxisCodes } from "../../../dsl/preprocessing.ts"
import type { DatasetImplementation, RawSubject } from "../../data/contract.ts"
import { datasetError, type DatasetError } from "../../data/faults/datasetError.ts"
import { detachBuffers } from "../../files/detachBuffers.ts"
import { mixedOrientations, oddities, partedSessions } from "../../data/faults/oddSubjects.ts"
import { preprocess } from "../../data/transforms/preprocess.ts"
import { orientationOf } from "../../data/transforms/preprocessing/orientationOf.ts"
import { writeVolume } from "../../data/volume/write.ts"
import type { Faulty } from "../../faults/faulty.ts"
import { loadAs } from "../../implementations/implementation.ts"
import { CurrentStage } from "../../current/currentStage.ts"
import { Stopped } from "../../current/stopped.ts"
import { listedSubjects } from "../index/artifact.ts"
import type { PreprocessSettings } from "./record.ts"

/**
 * Does the data set's steps to every subject and stores it: `subjects/ID/`. All subjects are read even if some are
 * at fault, so that all faults are told at once. What is odd is warned of.
 */
export default Effect.fn("preprocess")(function* ({
  dataset,
}: PreprocessSettings): Effect.fn.Return<void, Faulty | DatasetError | Stopped, CurrentStage> {
  const { environment, out, progress, stopping } = yield* CurrentStage
  const implementation = yield* loadAs<DatasetImplementation>(dataset, ["load"])
  const subjects = yield* listedSubjects()
  const faults: Fault[] = []
  const odd: Fault[] = []
  const turned: { readonly id: string; readonly orientation: AxisCodes }[] = []
  const noted = (raw: RawSubject): void => {
    odd.push(...oddities(raw))
    turned.push({ id: raw.id, orientation: orientationOf(raw.affine) })
  }
  let voxels = 0
  for (const [done, { id }] of subjects.entries()) {
    if (stopping()) return yield* new Stopped({ step: done })
    const prepared = yield* implementation.load(dataset, environment, id).pipe(
      // What is odd is looked for first: preprocessing takes the image.
      Effect.tap((raw) => Effect.sync(() => noted(raw))),
      Effect.flatMap((raw) =>
        Effect.map(
          Effect.fromResult(preprocess(raw, dataset.preprocessing, "taken")),
          (volume) => ({
            raw,
            volume,
          }),
        ),
      ),
      Effect.result,
    )
    if (Result.isSuccess(prepared)) {
      const { raw, volume } = prepared.success
      voxels += volume.image.length
      yield* writeVolume(join(out, "subjects", id), volume)
      detachBuffers(raw.image, volume.image)
    } else faults.push(...prepared.failure.faults)
    yield* progress({ step: done + 1, steps: subjects.length, voxels: voxels / (done + 1) })
  }
  odd.push(...mixedOrientations(dataset.preprocessing ?? [], turned), ...partedSessions(subjects))
  if (odd.length > 0) yield* Effect.logWarning(odd)
  if (faults.length > 0) return yield* datasetError(...faults)
})
