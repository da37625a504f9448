import { readdir } from "node:fs/promises"
import { join } from "node:path"
import { Effect, Result } from "effect"
import type { Fault } from "../../../../dsl/fault.ts"
import { causeInWords } from "../../../files/cause.ts"
import { datasetError, type DatasetError } from "../../faults/datasetError.ts"
import type { Subject, SubjectIndex } from "../../cohort/subject.ts"
import {
  fileNames,
  layoutHint,
  layoutOf,
  MODALITIES,
  patientOf,
  type Modality,
  type Release,
} from "./layout.ts"

interface Entry {
  readonly name: string
  readonly folder: boolean
}

const list = (path: string): Effect.Effect<readonly Entry[], DatasetError> =>
  Effect.tryPromise({
    try: async () => {
      const entries = await readdir(path, { withFileTypes: true })
      return entries
        .filter(({ name }) => !name.startsWith("."))
        .map((entry) => ({
          name: entry.name,
          folder: entry.isDirectory() || entry.isSymbolicLink(),
        }))
    },
    catch: (cause) => datasetError({ what: causeInWords(cause), where: { file: path } }),
  })

interface SubjectFolder {
  readonly id: string
  readonly patient: string
  readonly path: string
}

const subjectFolders = (
  parent: string,
  entries: readonly Entry[],
  release: Release,
): readonly SubjectFolder[] =>
  entries.flatMap(({ name, folder }) => {
    const patient = folder ? patientOf(name, release) : undefined
    return patient === undefined ? [] : [{ id: name, patient, path: join(parent, name) }]
  })

/** Folders of subjects in the root or one level below it. */
const findFolders = Effect.fnUntraced(function* (root: string, release: Release) {
  const entries = yield* list(root)
  const found = [...subjectFolders(root, entries, release)]
  for (const { name, folder } of entries) {
    if (!folder || patientOf(name, release) !== undefined) continue
    const child = join(root, name)
    const inside = yield* list(child).pipe(Effect.orElseSucceed(() => []))
    found.push(...subjectFolders(child, inside, release))
  }
  if (found.length > 0) return found
  return yield* datasetError({
    what: `no subject of ${release === "2023" ? "BraTS2023-GLI" : "BraTS 2021 or earlier"} in this folder`,
    where: { file: root },
    expected: `folders ${layoutOf(release).folders}, here or one level below`,
    hint: layoutHint(entries.map(({ name }) => name)),
  })
})

type Found = Readonly<{ subject?: Subject; faults: readonly Fault[] }>

/** The files of one subject, or what is missing of them. */
const inspect = Effect.fnUntraced(function* (
  { id, patient, path }: SubjectFolder,
  modalities: readonly Modality[],
  label: "required" | "optional",
  release: Release,
): Effect.fn.Return<Found> {
  const listed = yield* Effect.result(list(path))
  if (Result.isFailure(listed)) return { faults: listed.failure.faults }
  const names = new Set(listed.success.map(({ name }) => name))
  const images: Record<string, string> = {}
  const faults: Fault[] = []
  const find = (part: Modality | "seg"): string | undefined => {
    const name = fileNames(id, part, release).find((candidate) => names.has(candidate))
    return name === undefined ? undefined : join(path, name)
  }
  const missing = (part: Modality | "seg", what: string): Fault => ({
    what,
    where: { subject: id, file: path },
    expected: fileNames(id, part, release)[0],
    hint: layoutHint([...names], id),
  })
  for (const modality of modalities) {
    const image = find(modality)
    if (image === undefined) faults.push(missing(modality, `no ${modality} image`))
    else images[modality] = image
  }
  const seg = find("seg")
  if (seg === undefined && label === "required") faults.push(missing("seg", "no segmentation"))
  if (faults.length > 0) return { faults }
  return { faults, subject: { id, patient, images, ...(seg === undefined ? {} : { label: seg }) } }
})

const doubled = (folders: readonly SubjectFolder[]): readonly Fault[] =>
  folders.flatMap(({ id, path }, index) => {
    const first = folders.find((other) => other.id === id)
    return first === undefined || first === folders[index]
      ? []
      : [
          {
            what: "the subject is there twice",
            where: { subject: id, file: path },
            expected: `only ${first.path}`,
          },
        ]
  })

export interface IndexOptions {
  /** Channels, in order; all four unless said otherwise. */
  readonly modalities?: readonly Modality[]
  /** Whether a subject without a segmentation is a fault; `required` unless said otherwise. */
  readonly label?: "required" | "optional"
  /** Names and label values; those of 2023 unless said otherwise. */
  readonly release?: Release
  /** The one subject that is looked at; all unless said otherwise. */
  readonly only?: string
}

/** What a folder holds: subjects whose files are all there, who else there is, what is missing. */
export interface FoundSubjects {
  readonly subjects: readonly Subject[]
  /** Every subject with a folder, complete or not, sorted by id. */
  readonly folders: readonly Pick<Subject, "id" | "patient">[]
  readonly faults: readonly Fault[]
}

const byId = (one: Pick<Subject, "id">, other: Pick<Subject, "id">): number =>
  one.id < other.id ? -1 : 1

/** Lists subjects and what is missing of others. Fails only where there is no subject's folder at all. */
export const findSubjects = Effect.fn("findSubjects")(function* (
  root: string,
  { modalities = MODALITIES, label = "required", release = "2023", only }: IndexOptions = {},
): Effect.fn.Return<FoundSubjects, DatasetError> {
  const all = yield* findFolders(root, release)
  const folders = only === undefined ? all : all.filter(({ id }) => id === only)
  const found = yield* Effect.forEach(
    folders,
    (folder) => inspect(folder, modalities, label, release),
    { concurrency: 8 },
  )
  return {
    subjects: found.flatMap(({ subject }) => subject ?? []).sort(byId),
    folders: folders.toSorted(byId),
    faults: [...doubled(folders), ...found.flatMap((one) => one.faults)],
  }
})

/**
 * Lists the subjects of BraTS2023-GLI, or of an earlier release, under `root`, the folder of the
 * subjects' folders or its parent. Opens no image. Fails with every missing file of every subject.
 */
export const indexBrats2023 = Effect.fn("indexBrats2023")(function* (
  root: string,
  options: IndexOptions = {},
): Effect.fn.Return<SubjectIndex, DatasetError> {
  const { subjects, faults } = yield* findSubjects(root, options)
  if (faults.length > 0) return yield* datasetError(...faults)
  return { root, modalities: options.modalities ?? MODALITIES, subjects }
})
