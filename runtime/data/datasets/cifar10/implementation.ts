import { join } from "node:path"
import { Effect } from "effect"
import { cifar10Definition } from "../../../../dsl/datasets/cifar10.ts"
import { implementDataset, type IndexedSubject } from "../../contract.ts"
import { datasetError } from "../../faults/datasetError.ts"
import { fingerprint } from "../../cohort/fingerprint.ts"
import { expanded } from "../volumes/classes.ts"
import { batches, PLANE_BYTES, PLANES, recordOf, SIDE, subjectId } from "./layout.ts"
import { readClasses } from "./readClasses.ts"
import { readRecord } from "./readRecord.ts"
import { fault } from "../../../../dsl/fault.ts"

export default implementDataset(cifar10Definition, {
  index: Effect.fnUntraced(function* ({ root, imagesPerFile, labels }, environment) {
    const classes = yield* readClasses(yield* expanded(root, environment, "dataset.root"))
    const names = Object.entries(labels)
    const subjects = batches.flatMap((batch, at) =>
      Array.from(
        classes[at]?.subarray(0, imagesPerFile) ?? [],
        (found, record): IndexedSubject => ({
          id: subjectId(batch, record),
          // What one patient has never parts: so the split is that of the files, five to one.
          patient: batch.part,
          labels: Object.fromEntries(names.map(([name, own]) => [name, found === own ? 1 : 0])),
        }),
      ),
    )
    return subjects.sort((one, other) => (one.id < other.id ? -1 : 1))
  }),
  fingerprint: Effect.fnUntraced(function* ({ root }, environment, cacheFile) {
    const folder = yield* expanded(root, environment, "dataset.root")
    yield* readClasses(folder)
    const subjects = batches.map(({ file, part }) => ({
      id: file,
      patient: part,
      images: { records: join(folder, file) },
    }))
    return yield* fingerprint({ root: folder, modalities: ["records"], subjects }, cacheFile)
  }),
  load: Effect.fnUntraced(function* ({ root, imagesPerFile, modalities }, environment, id) {
    const found = recordOf(id, imagesPerFile)
    if (found === undefined)
      return yield* datasetError(
        fault({
          what: "no such subject",
          where: { subject: id },
          expected: `train-00000 to train-49999, test-00000 to test-09999, of the first ${imagesPerFile} of a file`,
        }),
      )
    const { batch, record } = found
    const folder = yield* expanded(root, environment, "dataset.root")
    const bytes = yield* readRecord(join(folder, batch.file), record)
    const image = new Float32Array(modalities.length * PLANE_BYTES)
    for (const [channel, name] of modalities.entries()) {
      const from = 1 + PLANES.indexOf(name) * PLANE_BYTES
      for (let pixel = 0; pixel < PLANE_BYTES; pixel++)
        image[channel * PLANE_BYTES + pixel] = bytes[from + pixel]! / 255
    }
    return {
      id,
      modalities,
      shape: [1, SIDE, SIDE],
      spacing: [1, 1, 1],
      affine: [
        [1, 0, 0, 0],
        [0, 1, 0, 0],
        [0, 0, 1, 0],
        [0, 0, 0, 1],
      ],
      image,
      sources: Object.fromEntries(
        modalities.map((name) => [name, `${batch.file}, record ${record}`]),
      ),
    }
  }),
})
