import { join } from "node:path"
import { Effect } from "effect"
import { picaiDefinition } from "../../../../dsl/datasets/picai.ts"
import type { Component } from "../../../../dsl/component.ts"
import type { Values } from "../../../../dsl/field.ts"
import type { Environment } from "../../../files/environment.ts"
import { implementDataset, type IndexedSubject } from "../../contract.ts"
import { excludedIds } from "../../cohort/excluded.ts"
import { datasetError } from "../../faults/datasetError.ts"
import { expanded, fingerprintOf } from "../volumes/classes.ts"
import { loadImages } from "../volumes/loadImages.ts"
import { findScans, ZONES } from "./findScans.ts"
import { readGrades } from "./grades.ts"
import { fault } from "../../../../dsl/fault.ts"

type Fields = Component<"dataset"> & Values<typeof picaiDefinition.fields>

/** The modality on whose grid the others and the labels lie. */
const REFERENCE = "t2w"

const roots = Effect.fnUntraced(function* ({ root, zones, marksheet }: Fields, env: Environment) {
  const images = yield* expanded(root.images, env, "dataset.root.images")
  const labels = yield* expanded(root.labels, env, "dataset.root.labels")
  return { images, zones: join(labels, zones), marksheet: join(labels, marksheet) }
})

/** All scans, or one. */
const scans = Effect.fnUntraced(function* (dataset: Fields, env: Environment, only?: string) {
  const { modalities } = dataset
  if (!modalities.includes(REFERENCE))
    return yield* datasetError(
      fault({
        what: `${REFERENCE} is no modality`,
        where: { field: "dataset.modalities" },
        expected: `${REFERENCE}, on whose grid the zones are drawn`,
      }),
    )
  const found = yield* roots(dataset, env)
  return {
    ...found,
    index: yield* findScans({ ...found, modalities, excluded: excludedIds(dataset) }, only),
  }
})

const listed = Effect.fnUntraced(function* (dataset: Fields, env: Environment) {
  const { index, marksheet } = yield* scans(dataset, env)
  const grades = yield* readGrades(marksheet, index.subjects)
  const subjects = index.subjects.map(({ id, patient }): IndexedSubject => {
    const grade = grades.get(id) ?? null
    const classes = Object.entries(dataset.labels).map(([name, { minimumIsup }]) => [
      name,
      grade === null ? null : grade >= minimumIsup ? 1 : 0,
    ])
    return { id, patient, labels: Object.fromEntries(classes) }
  })
  return { index, subjects }
})

const zone = {
  values: [0, 1, 2],
  expected: "0, 1 (peripheral zone) or 2 (transition zone)",
  hint: () =>
    "Are they the zones? Lesions and whole glands lie in other folders of the repository.",
}

export default implementDataset(picaiDefinition, {
  index: (dataset, environment) =>
    Effect.map(listed(dataset, environment), ({ subjects }) => subjects),
  fingerprint: Effect.fnUntraced(function* (dataset, environment, cacheFile) {
    const { index, subjects } = yield* listed(dataset, environment)
    return yield* fingerprintOf(index, subjects, cacheFile)
  }),
  load: Effect.fnUntraced(function* (dataset, environment, id) {
    const [found] = (yield* scans(dataset, environment, id)).index.subjects
    if (found === undefined)
      return yield* datasetError(fault({ what: "no such subject", where: { subject: id } }))
    const { modalities, interpolation, zones } = dataset
    const { subject, masks, drawn } = yield* loadImages(found, {
      modalities,
      masks: { [ZONES]: zone },
      reference: REFERENCE,
      drawnOnReference: [ZONES],
      interpolation,
      hint: `Take other delineations: zones: "..." in place of "${zones}".`,
    })
    const [label, expert] = [masks.get(ZONES), drawn.get(ZONES)]
    return {
      ...subject,
      ...(label === undefined ? {} : { label }),
      ...(expert === undefined ? {} : { expert }),
    }
  }),
})
