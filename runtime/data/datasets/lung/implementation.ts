import { Effect } from "effect"
import { lungDefinition } from "../../../../dsl/datasets/lung.ts"
import type { Exclude } from "../../../../dsl/dataset.ts"
import type { Environment } from "../../../files/environment.ts"
import { implementDataset } from "../../contract.ts"
import { excludedIds } from "../../cohort/excluded.ts"
import { datasetError, faultAt } from "../../faults/datasetError.ts"
import { classified, expanded, fingerprintOf } from "../volumes/classes.ts"
import { indexVolumes } from "../volumes/indexVolumes.ts"
import { loadImages } from "../volumes/loadImages.ts"
import { combineMasks } from "./combine.ts"
import { filePattern, MASKS } from "./layout.ts"
import { fault } from "../../../../dsl/fault.ts"

interface Fields {
  readonly root: string
  readonly modalities: readonly string[]
  readonly exclude?: Exclude
}

/** All subjects, or one. */
const indexed = Effect.fnUntraced(function* (
  { root, modalities, ...dataset }: Fields,
  environment: Environment,
  only?: string,
) {
  const files = [...modalities, ...MASKS].map((name) => [name, filePattern(name)])
  return yield* indexVolumes(
    {
      root: yield* expanded(root, environment, "dataset.root"),
      files: Object.fromEntries(files),
      patient: null,
      excluded: excludedIds(dataset),
    },
    only,
  )
})

/** Masks may tell the left lung from the right one: each value but 0 is inside. */
const wholeNumber = {
  values: Array.from({ length: 256 }, (_, value) => value),
  expected: "whole numbers from 0 to 255",
}

export default implementDataset(lungDefinition, {
  index: Effect.fnUntraced(function* (dataset, environment) {
    const index = yield* indexed(dataset, environment)
    return yield* classified(index, dataset.labels, environment)
  }),
  fingerprint: Effect.fnUntraced(function* (dataset, environment, cacheFile) {
    const index = yield* indexed(dataset, environment)
    const listed = yield* classified(index, dataset.labels, environment)
    return yield* fingerprintOf(index, listed, cacheFile)
  }),
  load: Effect.fnUntraced(function* (dataset, environment, id) {
    const [found] = (yield* indexed(dataset, environment, id)).subjects
    if (found === undefined) {
      return yield* datasetError(fault({ what: "no such subject", where: { subject: id } }))
    }
    const { subject, masks } = yield* loadImages(found, {
      modalities: dataset.modalities,
      masks: { cavity: wholeNumber, defect: wholeNumber },
      reference: null,
      interpolation: "linear",
      hint: "Resample them to one grid; or declare the set with volumes(), which can.",
    })
    const none = new Uint8Array(subject.image.length / subject.modalities.length)
    const label = yield* Effect.fromResult(
      combineMasks(masks.get("cavity") ?? none, masks.get("defect") ?? none),
    ).pipe(
      Effect.mapError((rejection) =>
        datasetError(faultAt({ subject: id, file: found.images["defect"] ?? "" }, rejection)),
      ),
    )
    return { ...subject, label }
  }),
})
