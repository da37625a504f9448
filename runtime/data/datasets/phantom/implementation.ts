import { Effect } from "effect"
import { phantomDefinition } from "../../../../dsl/datasets/phantom.ts"
import { axes } from "../../../../dsl/field.ts"
import { implementDataset } from "../../contract.ts"
import { datasetError } from "../../faults/datasetError.ts"
import { MODALITIES } from "./contrast.ts"
import { lesionRadius } from "./lesion.ts"
import { phantomId, phantomSubject, phantomSubtype } from "./subject.ts"
import { fault } from "../../../../dsl/fault.ts"

/** Names the generator; to be raised with every change of a voxel or a class. */
const GENERATOR = "phantom 1"

export default implementDataset(phantomDefinition, {
  index: ({ subjects, seed }) =>
    Effect.succeed(
      Array.from({ length: subjects }, (_, index) => ({
        id: phantomId(index),
        patient: phantomId(index),
        labels: { subtype: phantomSubtype({ seed, index }) },
        values: { radius: lesionRadius(seed, index) },
      })).sort((one, other) => (one.id < other.id ? -1 : 1)),
    ),
  fingerprint: () => Effect.succeed(GENERATOR),
  load: Effect.fnUntraced(function* ({ size, subjects, seed }, _environment, id) {
    const index = Array.from({ length: subjects }, (_, at) => at).find((at) => phantomId(at) === id)
    if (index === undefined) {
      return yield* datasetError(
        fault({
          what: "no such subject",
          where: { subject: id },
          expected: `${phantomId(0)} to ${phantomId(subjects - 1)}`,
        }),
      )
    }
    const shape = axes(size)
    const { image, label } = phantomSubject({ size: shape, seed, index })
    const source = `phantom(size: ${shape.join(" x ")}, seed: ${seed}, index: ${index})`
    return {
      id,
      modalities: MODALITIES,
      shape,
      spacing: [1, 1, 1],
      affine: [
        [1, 0, 0, 0],
        [0, 1, 0, 0],
        [0, 0, 1, 0],
        [0, 0, 0, 1],
      ],
      image,
      label,
      sources: Object.fromEntries([...MODALITIES, "label"].map((name) => [name, source])),
    }
  }),
})
