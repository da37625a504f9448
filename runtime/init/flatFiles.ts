import { join } from "node:path"
import { Effect } from "effect"
import { entriesOf, isImage, isLabel, leftOut } from "./files.ts"
import { withoutEnding } from "./names.ts"
import { type Pattern, volumesOf } from "./volumesOf.ts"

/** What the name of a file says of its subject, and of what it shows. */
interface Parts {
  readonly id: string
  readonly before: string
  readonly after: string
}

type Reading = (stem: string) => Parts

/** Ways to read a name without its ending: all of it, all but a last word, or all but a first one, is the subject's. */
const readings: readonly Reading[] = [
  (id) => ({ id, before: "", after: "" }),
  (stem) => {
    const [after = ""] = /[-_. ]+[a-z][^-_. ]*$/i.exec(stem) ?? []
    return { id: stem.slice(0, stem.length - after.length), before: "", after }
  },
  (stem) => {
    const [before = ""] = /^[a-z]+[-_. ]+/i.exec(stem) ?? []
    return { id: stem.slice(before.length), before, after: "" }
  },
]

/** Files of one kind: the names of their subjects by pattern. */
interface Kind {
  readonly pattern: string
  readonly ids: readonly string[]
}

const kindsOf = (files: readonly string[], reading: Reading): readonly Kind[] => {
  const kinds = new Map<string, string[]>()
  for (const file of files) {
    const [folder, name] = [file.slice(0, file.lastIndexOf("/") + 1), file.split("/").at(-1) ?? ""]
    const stem = withoutEnding(name)
    const { id, before, after } = reading(stem)
    const pattern = `${folder}${before}{id}${after}${name.slice(stem.length)}`
    if (id !== "") kinds.set(pattern, [...(kinds.get(pattern) ?? []), id])
  }
  return [...kinds].map(([pattern, ids]) => ({ pattern, ids }))
}

/** The kinds of which all subjects of the most frequent one have a file. */
const complete = (kinds: readonly Kind[]): readonly Kind[] => {
  const [most] = kinds.toSorted((one, other) => other.ids.length - one.ids.length)
  return kinds.filter(({ ids }) => most?.ids.every((id) => ids.includes(id)) === true)
}

/** Whether names are numbered, as Case00 and Case01 are. */
const areNumbered = (ids: readonly string[]): boolean =>
  new Set(ids.map((id) => id.replaceAll(/\d+/g, "#"))).size === 1

/** Subjects that files of one kind alone tell. */
const fewest = 3

const isSound = (kinds: readonly Kind[]): boolean => {
  const [{ ids, pattern } = { ids: [], pattern: "" }] = kinds
  return kinds.length > 1
    ? ids.length > 1
    : ids.length >= fewest &&
        !ids.some(isLabel) &&
        (areNumbered(ids) || !/(^|\/)\{id\}\.[^/]*$/.test(pattern))
}

const weight = (kinds: readonly Kind[]): number => kinds.length * (kinds[0]?.ids.length ?? 0)

/** What the names of a kind of files say of it; else their folder. */
const calledOf = (pattern: string): string => {
  const [name = "", folder = ""] = pattern.split("/").toReversed()
  return withoutEnding(name).replace("{id}", "") || folder
}

const isLabelKind = ({ pattern }: Kind): boolean =>
  pattern.split("/").some((name) => isLabel(name.replace(/T[rs]$/, "")))

/**
 * Files of all subjects in one folder, or in a folder a kind: `images/a.nii` and `labels/a.nii`, `IXI-T1/a-T1.nii` and
 * `IXI-T2/a-T2.nii`, or `a.mha` and `a_segmentation.mha`.
 */
export const flatFiles = Effect.fnUntraced(function* (root: string) {
  const own = yield* entriesOf(root)
  const files = own.files.filter(isImage)
  for (const folder of own.folders)
    files.push(
      ...(yield* entriesOf(join(root, folder))).files
        .filter(isImage)
        .map((name) => `${folder}/${name}`),
    )
  const [kinds] = readings
    .map((reading) => complete(kindsOf(files, reading)))
    .filter(isSound)
    .toSorted((one, other) => weight(other) - weight(one))
  const ids = kinds?.[0]?.ids ?? []
  const [first] = ids
  if (kinds === undefined || first === undefined) return undefined
  const patternOf = ({ pattern }: Kind): Pattern => ({
    pattern,
    examples: ids.map((id) => pattern.replace("{id}", id)),
    called: calledOf(pattern),
  })
  const images = kinds.filter((kind) => !isLabelKind(kind)).map(patternOf)
  if (images.length === 0) return undefined
  const [label, ...others] = kinds.filter(isLabelKind).map(patternOf)
  const used = new Set(kinds.flatMap((kind) => patternOf(kind).examples))
  return yield* volumesOf({
    what: "files named by subject",
    root,
    images,
    label,
    subjects: ids.length,
    notes: [
      ...(others.length === 0
        ? []
        : [`other label files: ${others.map(({ pattern }) => pattern).join(", ")}`]),
      ...leftOut(files.filter((file) => !used.has(file))),
    ],
  })
})
