import { readdir } from "node:fs/promises"
import { join } from "node:path"
import { Effect, Result } from "effect"
import { fault, type Fault } from "../../../../dsl/fault.ts"
import { datasetError, type DatasetError } from "../../faults/datasetError.ts"
import { opening } from "../../faults/fileWork.ts"
import { isExcluded, unknownExcluded } from "../../cohort/excluded.ts"
import type { Subject, SubjectIndex } from "../../cohort/subject.ts"
import { isLitter } from "../litter.ts"
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
  opening(path, async () =>
    (await readdir(path, { withFileTypes: true }))
      .filter(({ name }) => !isLitter(name))
      .map((entry) => ({
        name: entry.name,
        folder: entry.isDirectory() || entry.isSymbolicLink(),
      })),
  )

interface SubjectFolder {
  readonly id: string
  readonly patient: string
  readonly path: string
  /** Whether it is still an archive. */
  readonly packed: boolean
}

const ARCHIVE = /\.(zip|tar|tgz|tar\.gz|7z|rar)$/i

const subjectFolders = (
  parent: string,
  entries: readonly Entry[],
  release: Release,
): readonly SubjectFolder[] =>
  entries.flatMap(({ name, folder }) => {
    const id = folder ? name : name.replace(ARCHIVE, "")
    const packed = id !== name
    const patient = folder || packed ? patientOf(id, release) : undefined
    return patient === undefined ? [] : [{ id, patient, path: join(parent, name), packed }]
  })

/** How many folders deep subjects may lie: in the root, in HGG and LGG below it, in these of an archive. */
const DEEPEST = 2

const foldersBelow = (
  parent: string,
  entries: readonly Entry[],
  release: Release,
  levels: number,
): Effect.Effect<readonly SubjectFolder[]> =>
  Effect.gen(function* () {
    const found = [...subjectFolders(parent, entries, release)]
    if (levels === 0) return found
    for (const { name, folder } of entries) {
      if (!folder || patientOf(name, release) !== undefined) continue
      const child = join(parent, name)
      const inside = yield* list(child).pipe(Effect.orElseSucceed(() => []))
      found.push(...(yield* foldersBelow(child, inside, release, levels - 1)))
    }
    return found
  })

/** Folders of subjects in the root or up to two levels below it. */
const findFolders = Effect.fnUntraced(function* (root: string, release: Release) {
  const entries = yield* list(root)
  const found = yield* foldersBelow(root, entries, release, DEEPEST)
  const unpacked = new Set(found.flatMap(({ id, packed }) => (packed ? [] : [id])))
  if (found.length > 0) return found.filter(({ id, packed }) => !packed || !unpacked.has(id))
  return yield* datasetError(
    fault({
      what: `no subject of ${release === "2023" ? "BraTS2023-GLI" : "BraTS 2021 or earlier"} in this folder`,
      where: { file: root },
      expected: `folders ${layoutOf(release).folders}, here or up to two levels below`,
      hint: layoutHint(entries.map(({ name }) => name)),
    }),
  )
})

type Found = Readonly<{
  subject?: Subject
  faults: readonly Fault[]
  /** Whether nothing is missing but the segmentation. */
  lacksLabelAlone?: boolean
}>

/** The files of one subject, or what is missing of them. */
const inspect = Effect.fnUntraced(function* (
  { id, patient, path, packed }: SubjectFolder,
  modalities: readonly Modality[],
  label: "required" | "optional",
  release: Release,
): Effect.fn.Return<Found> {
  if (packed)
    return {
      faults: [
        fault({
          what: "the subject is packed in an archive",
          where: { subject: id, file: path },
          expected: "a folder of images",
          hint: "Unpack it.",
        }),
      ],
    }
  const listed = yield* Effect.result(list(path))
  if (Result.isFailure(listed)) return { faults: listed.failure.faults }
  const names = new Set(listed.success.map(({ name }) => name))
  const images: Record<string, string> = {}
  const faults: Fault[] = []
  const inAnyCapitals = new Map([...names].map((name) => [name.toLowerCase(), name]))
  const find = (part: Modality | "seg"): string | undefined => {
    const candidates = fileNames(id, part, release)
    const name =
      candidates.find((candidate) => names.has(candidate)) ??
      candidates.flatMap((candidate) => inAnyCapitals.get(candidate.toLowerCase()) ?? [])[0]
    return name === undefined ? undefined : join(path, name)
  }
  const missing = (part: Modality | "seg", what: string): Fault =>
    fault({
      what,
      where: { subject: id, file: path },
      expected: fileNames(id, part, release)[0],
      hint: layoutHint([...names], id),
    })
  if ([...modalities, "seg" as const].every((part) => find(part) === undefined))
    return {
      faults: [
        fault({
          what: "no image of the subject",
          where: { subject: id, file: path },
          expected: `${fileNames(id, modalities[0] ?? "seg", release)[0]} and others`,
          hint: layoutHint([...names], id),
        }),
      ],
    }
  for (const modality of modalities) {
    const image = find(modality)
    if (image === undefined) faults.push(missing(modality, `no ${modality} image`))
    else images[modality] = image
  }
  const seg = find("seg")
  if (seg === undefined && label === "required") faults.push(missing("seg", "no segmentation"))
  const lacksLabelAlone = Object.keys(images).length === modalities.length
  if (faults.length > 0) return { faults, lacksLabelAlone }
  return { faults, subject: { id, patient, images, ...(seg === undefined ? {} : { label: seg }) } }
})

/** What is missing, told once where it is everybody's segmentation. */
const missingOf = (
  found: readonly Found[],
  first: SubjectFolder | undefined,
  release: Release,
): readonly Fault[] =>
  first === undefined || found.length < 2 || !found.every(({ lacksLabelAlone }) => lacksLabelAlone)
    ? found.flatMap(({ faults }) => faults)
    : [
        fault({
          what: `none of the ${found.length} subjects has a segmentation`,
          where: { subject: first.id, file: first.path },
          expected: fileNames(first.id, "seg", release)[0],
          hint: "Is it a challenge's validation set? Give it as unlabelled, beside the root of those with a segmentation.",
        }),
      ]

/** A fault for each subject that has several folders; which of them is meant is not to be guessed. */
const doubled = (folders: readonly SubjectFolder[]): readonly Fault[] =>
  [...Map.groupBy(folders, ({ id }) => id.toLowerCase()).values()].flatMap(([first, ...others]) =>
    first === undefined || others.length === 0
      ? []
      : [
          fault({
            what: `the subject is there ${others.length === 1 ? "twice" : `${others.length + 1} times`}: also in ${others.map(({ path }) => path).join(", ")}`,
            where: { subject: first.id, file: first.path },
            expected: "one folder",
            hint: "Move the copies out of the root, or give the folder that holds one of each.",
          }),
        ],
  )

export interface IndexOptions {
  /** Channels, in order; all four unless said otherwise. */
  readonly modalities?: readonly Modality[]
  /** Whether a subject without a segmentation is a fault; `required` unless said otherwise. */
  readonly label?: "required" | "optional"
  /** Names and label values; those of 2023 unless said otherwise. */
  readonly release?: Release
  /** Ids of subjects that are left out; nobody unless said otherwise. */
  readonly excluded?: ReadonlySet<string>
  /** The one subject that is looked at; all unless said otherwise. */
  readonly only?: string
}

/** What a folder holds: subjects whose files are all there, who else there is, what is missing. */
export interface FoundSubjects {
  readonly subjects: readonly Subject[]
  /** Every subject with a folder, complete or not, sorted by id. */
  readonly folders: readonly Pick<Subject, "id" | "patient">[]
  readonly faults: readonly Fault[]
  readonly excluded: readonly Pick<Subject, "id" | "patient">[]
}

const byId = (one: Pick<Subject, "id">, other: Pick<Subject, "id">): number =>
  one.id < other.id ? -1 : 1

/** Lists subjects and what is missing of others. Fails only where there is no subject's folder at all. */
export const findSubjects = Effect.fn("findSubjects")(function* (
  root: string,
  {
    modalities = MODALITIES,
    label = "required",
    release = "2023",
    excluded = new Set(),
    only,
  }: IndexOptions = {},
): Effect.fn.Return<FoundSubjects, DatasetError> {
  const everyone = yield* findFolders(root, release)
  const all = everyone.filter(({ id }) => !isExcluded(excluded, id))
  const folders = only === undefined ? all : all.filter(({ id }) => id === only)
  const twice = doubled(folders)
  const unclear = new Set(twice.flatMap(({ where }) => where.subject?.toLowerCase() ?? []))
  const found = yield* Effect.forEach(
    folders.filter(({ id }) => !unclear.has(id.toLowerCase())),
    (folder) => inspect(folder, modalities, label, release),
    { concurrency: 8 },
  )
  return {
    subjects: found.flatMap(({ subject }) => subject ?? []).sort(byId),
    folders: [...new Map(folders.map((folder) => [folder.id, folder])).values()].toSorted(byId),
    excluded: everyone
      .filter(({ id }) => isExcluded(excluded, id))
      .map(({ id, patient }) => ({ id, patient })),
    faults: [
      ...(only === undefined
        ? unknownExcluded(
            excluded,
            everyone.map(({ id }) => id),
          )
        : []),
      ...twice,
      ...missingOf(found, folders[0], release),
    ],
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
  const { subjects, excluded, faults } = yield* findSubjects(root, options)
  if (faults.length > 0) return yield* datasetError(...faults)
  return { root, modalities: options.modalities ?? MODALITIES, subjects, excluded }
})
