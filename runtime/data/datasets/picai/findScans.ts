import { Effect } from "effect"
import { fault, type Fault } from "../../../../dsl/fault.ts"
import { datasetError, type DatasetError } from "../../faults/datasetError.ts"
import { isExcluded, unknownExcluded } from "../../cohort/excluded.ts"
import type { Subject, SubjectIndex } from "../../cohort/subject.ts"
import { findFiles, type FoundFile } from "../volumes/findFiles.ts"
import { whatIsThere } from "../volumes/whatIsThere.ts"

/** Name of the label's file among a subject's. */
export const ZONES = "zones"

/** What is looked for. */
interface Layout {
  readonly images: string
  /** Folder of the zonal label files. */
  readonly zones: string
  readonly modalities: readonly string[]
  /** Ids of scans that are left out. */
  readonly excluded: ReadonlySet<string>
}

/** Images lie in patients' folders, or in those of the downloaded parts (`picai_public_images_fold0`). */
const depths = ["*", "*/*"] as const

const found = (root: string, pattern: string, only: string | undefined) =>
  Effect.map(
    Effect.forEach(depths, (depth) => findFiles(root, `${depth}/${pattern}`, only)),
    (each) => each.flat(),
  )

/** PATIENT_STUDY: the patient stands before the first underscore. */
const patientOf = (id: string): string => id.split("_")[0] ?? id

const COMPLETE = "Copy or download it again; or leave the scan out: exclude."

const one = (
  id: string,
  files: readonly FoundFile[],
  expected: string,
  folder: string,
): readonly Fault[] => {
  const [first, second] = files.filter((file) => file.id === id)
  if (first === undefined)
    return [
      fault({
        what: `no ${expected}`,
        where: { subject: id, file: folder },
        expected,
        hint: COMPLETE,
      }),
    ]
  return second === undefined
    ? []
    : [
        fault({
          what: `more than one ${expected}: also ${second.path}`,
          where: { subject: id, file: first.path },
          expected: "one file",
          hint: "Move the others out of the root.",
        }),
      ]
}

/** What to say of a folder without any label file. */
const noZones = (zones: string): Fault =>
  fault({
    what: "there is no label file of a zone",
    where: { file: zones, field: "dataset.root.labels" },
    expected: `${zones}/PATIENT_STUDY.nii.gz`,
    hint: "Clone the labels repository, github.com/DIAGNijmegen/picai_labels, and give its folder as labels.",
  })

/** Lists the scans, or the one asked for, sorted by id. Fails with every missing and doubled file. */
export const findScans = Effect.fn("findScans")(function* (
  { images, zones, modalities, excluded }: Layout,
  only?: string,
): Effect.fn.Return<SubjectIndex, DatasetError> {
  const files = new Map<string, readonly FoundFile[]>()
  for (const name of modalities) files.set(name, yield* found(images, `{id}_${name}.mha`, only))
  const labels = yield* findFiles(zones, "{id}.nii.gz", only)
  const hasZones = only !== undefined || labels.length > 0
  const all = [...new Set([...files.values()].flatMap((each) => each.map(({ id }) => id)))].sort()
  const ids = all.filter((id) => !isExcluded(excluded, id))
  if (all.length === 0)
    return yield* datasetError(
      fault({
        what: "there is no image",
        where: { file: images, field: "dataset.root.images" },
        expected: `${images}/PATIENT/PATIENT_STUDY_{${modalities.join(",")}}.mha, or a folder deeper`,
        hint: yield* whatIsThere(images, "{id}"),
      }),
    )
  const unknown = only === undefined ? unknownExcluded(excluded, all) : []
  const missing = ids.flatMap((id) => [
    ...modalities.flatMap((name) => one(id, files.get(name) ?? [], `${id}_${name}.mha`, images)),
    ...(hasZones ? one(id, labels, `${id}.nii.gz`, zones) : []),
  ])
  const faults = [...unknown, ...(hasZones ? [] : [noZones(zones)]), ...missing]
  if (faults.length > 0) return yield* datasetError(...faults)
  const pathOf = (id: string, of: readonly FoundFile[] | undefined) =>
    of?.find((file) => file.id === id)?.path ?? ""
  const subjects = ids.map((id): Subject => ({
    id,
    patient: patientOf(id),
    images: Object.fromEntries([
      ...modalities.map((name) => [name, pathOf(id, files.get(name))] as const),
      [ZONES, pathOf(id, labels)] as const,
    ]),
  }))
  return { root: images, modalities: [...modalities, ZONES], subjects }
})
