import { join } from "node:path"
import { Effect } from "effect"
import { fault, type Fault } from "../../../../dsl/fault.ts"
import { pathHint } from "../../../files/environment.ts"
import { datasetError, type DatasetError } from "../../faults/datasetError.ts"
import { isExcluded, unknownExcluded } from "../../cohort/excluded.ts"
import type { Subject, SubjectIndex } from "../../cohort/subject.ts"
import { visible } from "../../faults/visible.ts"
import { canonical } from "../../formats/csv/csv.ts"
import { findFiles, namesIn, type FoundFile } from "./findFiles.ts"
import { whatIsThere } from "./whatIsThere.ts"
import { patientIn } from "./pattern.ts"
import { isNamedAsImage } from "./readImage.ts"

/** What is looked for below a root: a file pattern by name, such as a modality's or a mask's. */
export interface Layout {
  readonly root: string
  readonly files: Readonly<Record<string, string>>
  /** How a subject's name tells the patient; each subject is one where null. */
  readonly patient: string | null
  /** Ids of subjects that are left out. */
  readonly excluded: ReadonlySet<string>
}

/** Files by subject, of one pattern. */
type BySubject = ReadonlyMap<string, readonly FoundFile[]>

/** Files that a pattern fits: images alone, where there are some, beside which lie tables, notes and old copies. */
const imagesAmong = (files: readonly FoundFile[]): readonly FoundFile[] => {
  const images = files.filter(({ path }) => isNamedAsImage(path))
  return images.length === 0 ? files : images
}

/** Subjects of whom it is told what their folders hold instead of a file; of more the first ones show it. */
const LOOKED_AT = 50

/** What is wrong with the files of a subject; a folder is looked at where one is missing and `look` is set. */
const filesFaults = Effect.fnUntraced(function* (
  id: string,
  { root, files }: Layout,
  found: ReadonlyMap<string, BySubject>,
  look: boolean,
): Effect.fn.Return<readonly Fault[], DatasetError> {
  const faults: Fault[] = []
  for (const [name, bySubject] of found) {
    // A pattern that no file fits is told once, not for each subject.
    if (bySubject.size === 0) continue
    const [one, two] = bySubject.get(id) ?? []
    const pattern = (files[name] ?? "").replaceAll("{id}", id)
    const expected = join(root, pattern)
    if (one === undefined) {
      const hint = look ? yield* whatIsThere(root, pattern) : undefined
      faults.push(
        fault({
          what: `no ${name} file`,
          where: { subject: id, file: root },
          expected,
          hint,
        }),
      )
    } else if (two !== undefined) {
      faults.push(
        fault({
          what: `more than one ${name} file: also ${two.path}`,
          where: { subject: id, file: one.path },
          expected: `one file ${expected}`,
          hint: "Move the others away, or write a pattern that one alone fits.",
        }),
      )
    }
  }
  return faults
})

/** A name in Unicode's composed form, in small letters, without hidden signs and blanks around. */
const plain = (id: string): string => canonical(id.replaceAll(/\p{Cf}/gu, "")).toLowerCase()

/** Names of several subjects that look the same. */
const sameNames = (ids: readonly string[]): readonly Fault[] =>
  [...Map.groupBy(ids, plain).values()].flatMap(([first, ...others]) =>
    first === undefined || others.length === 0
      ? []
      : [
          fault({
            what: `names of subjects differ in capitals, in blanks around them, in hidden signs or in how accents are written alone: ${[first, ...others].map((id) => visible(id)).join(", ")}`,
            where: { subject: first },
            expected: "names that tell subjects apart in tables and on every disk",
            hint: "Rename one of them; or move it away, if it is the same subject.",
          }),
        ],
  )

const patientFault = (id: string, pattern: string | null): readonly Fault[] =>
  pattern === null || patientIn(id, pattern) !== undefined
    ? []
    : [
        fault({
          what: "the name does not tell the patient",
          where: { subject: id, field: "dataset.patient" },
          expected: `a name as ${pattern}`,
        }),
      ]

/**
 * Lists the subjects that file patterns find, or the one asked for, sorted by id; `images` holds a path
 * for each pattern. Fails with every pattern without a file, every missing and every doubled file.
 */
export const indexVolumes = Effect.fn("indexVolumes")(function* (
  layout: Layout,
  only?: string,
): Effect.fn.Return<SubjectIndex, DatasetError> {
  const { root, files, patient, excluded } = layout
  const found = new Map<string, BySubject>()
  for (const [name, pattern] of Object.entries(files)) {
    const bySubject = Map.groupBy(yield* findFiles(root, pattern, only), ({ id }) => id)
    found.set(name, new Map([...bySubject].map(([id, files]) => [id, imagesAmong(files)])))
  }
  // Of whom there are files whose names differ in capitals alone is a subject that lacks files.
  const inCapitals =
    only === undefined
      ? yield* Effect.forEach(Object.values(files), (pattern) =>
          findFiles(root, pattern, undefined, true),
        )
      : []
  const all = [
    ...new Set([
      ...[...found.values()].flatMap((bySubject) => [...bySubject.keys()]),
      ...inCapitals.flat().map(({ id }) => id),
    ]),
  ].sort()
  if (all.length === 0 && (yield* namesIn(root)).length === 0)
    return yield* datasetError(
      fault({
        what: "the folder is empty or not there",
        where: { file: root },
        expected: `files as ${Object.values(files).join(", ")}`,
        hint:
          pathHint(root) ??
          "See that the root is the folder of the data, and that its disk is mounted.",
      }),
    )
  const ids = all.filter((id) => !isExcluded(excluded, id))
  const patientOf = (id: string): string =>
    (patient === null ? undefined : patientIn(id, patient)) ?? id
  const [someone] = all
  const unmatched: Fault[] = []
  for (const [name, { size }] of found) {
    if (size > 0) continue
    const pattern = files[name] ?? ""
    const hint = yield* whatIsThere(
      root,
      someone === undefined ? pattern : pattern.replaceAll("{id}", someone),
    )
    unmatched.push(
      fault({
        what: `no file is as the ${name} pattern ${pattern}`,
        where: { file: root },
        expected: "one for each subject",
        hint,
      }),
    )
  }
  const ofFiles = yield* Effect.forEach(ids, (id, index) =>
    filesFaults(id, layout, found, index < LOOKED_AT),
  )
  const faults = [
    ...unmatched,
    ...(only === undefined ? unknownExcluded(excluded, all) : []),
    ...ofFiles.flat(),
    ...(only === undefined ? sameNames(ids) : []),
    ...ids.flatMap((id) => patientFault(id, patient)),
  ]
  if (faults.length > 0) return yield* datasetError(...faults)
  const subjects = ids.map((id): Subject => {
    const images = [...found].map(([name, bySubject]) => [name, bySubject.get(id)?.[0]?.path ?? ""])
    return { id, patient: patientOf(id), images: Object.fromEntries(images) }
  })
  const left = all
    .filter((id) => isExcluded(excluded, id))
    .map((id) => ({ id, patient: patientOf(id) }))
  return { root, modalities: Object.keys(files), subjects, excluded: left }
})
