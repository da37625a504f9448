import { Effect } from "effect"
import type { Fault } from "../../../../dsl/fault.ts"
import { datasetError, type DatasetError } from "../../faults/datasetError.ts"
import type { Subject, SubjectIndex } from "../../cohort/subject.ts"
import { findFiles, namesIn, type FoundFile } from "./findFiles.ts"
import { patientIn } from "./pattern.ts"

/** What is looked for below a root: a file pattern by name, such as a modality's or a mask's. */
export interface Layout {
  readonly root: string
  readonly files: Readonly<Record<string, string>>
  /** How a subject's name tells the patient; each subject is one where null. */
  readonly patient: string | null
}

/** Files by subject, of one pattern. */
type BySubject = ReadonlyMap<string, readonly FoundFile[]>

const shown = (names: readonly string[]): string => {
  if (names.length === 0) return "The root is empty or not there."
  return `The root holds ${names.slice(0, 6).join(", ")}${names.length > 6 ? ", ..." : ""}.`
}

const filesFaults = (
  id: string,
  { root, files }: Layout,
  found: ReadonlyMap<string, BySubject>,
): readonly Fault[] =>
  [...found].flatMap(([name, bySubject]): readonly Fault[] => {
    // A pattern that no file fits is told once, not for each subject.
    if (bySubject.size === 0) return []
    const [one, two] = bySubject.get(id) ?? []
    const expected = `${root}/${(files[name] ?? "").replaceAll("{id}", id)}`
    if (one === undefined) {
      return [{ what: `no ${name} file`, where: { subject: id, file: root }, expected }]
    }
    if (two === undefined) return []
    const what = `more than one ${name} file: also ${two.path}`
    return [{ what, where: { subject: id, file: one.path }, expected: `one file ${expected}` }]
  })

const patientFault = (id: string, pattern: string | null): readonly Fault[] =>
  pattern === null || patientIn(id, pattern) !== undefined
    ? []
    : [
        {
          what: "the name does not tell the patient",
          where: { subject: id, field: "dataset.patient" },
          expected: `a name as ${pattern}`,
        },
      ]

/**
 * Lists the subjects that file patterns find, or the one asked for, sorted by id; `images` holds a path
 * for each pattern. Fails with every pattern without a file, every missing and every doubled file.
 */
export const indexVolumes = Effect.fn("indexVolumes")(function* (
  layout: Layout,
  only?: string,
): Effect.fn.Return<SubjectIndex, DatasetError> {
  const { root, files, patient } = layout
  const found = new Map<string, BySubject>()
  for (const [name, pattern] of Object.entries(files)) {
    found.set(
      name,
      Map.groupBy(yield* findFiles(root, pattern, only), ({ id }) => id),
    )
  }
  const ids = [...new Set([...found.values()].flatMap((bySubject) => [...bySubject.keys()]))].sort()
  const hint = shown(yield* namesIn(root))
  const unmatched = [...found].flatMap(([name, { size }]) =>
    size > 0
      ? []
      : [
          {
            what: `no file is as the ${name} pattern ${files[name] ?? ""}`,
            where: { file: root },
            expected: "one for each subject",
            hint: hint,
          },
        ],
  )
  const faults = [
    ...unmatched,
    ...ids.flatMap((id) => [...filesFaults(id, layout, found), ...patientFault(id, patient)]),
  ]
  if (faults.length > 0) return yield* datasetError(...faults)
  const subjects = ids.map((id): Subject => {
    const images = [...found].map(([name, bySubject]) => [name, bySubject.get(id)?.[0]?.path ?? ""])
    const told = patient === null ? undefined : patientIn(id, patient)
    return { id, patient: told ?? id, images: Object.fromEntries(images) }
  })
  return { root, modalities: Object.keys(files), subjects }
})
