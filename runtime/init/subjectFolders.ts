import { join } from "node:path"
import { Effect } from "effect"
import { flatFiles } from "./flatFiles.ts"
import { entriesOf, inAll, isImage, isKind, isLabel, leftOut } from "./files.ts"
import { type Pattern, volumesOf } from "./volumesOf.ts"

/** What the names of several folders end with alike, such as `_nifti`: it is no part of a subject's name. */
const sharedEnding = (names: readonly string[]): string => {
  const ending = /[-_.][a-z]+$/i.exec(names[0] ?? "")?.[0] ?? ""
  return names.length > 1 && names.every((name) => name.endsWith(ending)) ? ending : ""
}

/** Masks of the brain lie beside many labels, and are none. */
const isBrain = (name: string): boolean => /brain|skull|bet([^a-z]|$)/i.test(name)

/** Any set with a folder a subject and files that are named alike in each. */
export const subjectFolders = Effect.fnUntraced(function* (root: string) {
  const found: { readonly folder: string; readonly names: readonly string[] }[] = []
  for (const folder of (yield* entriesOf(root)).folders) {
    const names = (yield* entriesOf(join(root, folder))).files.filter(isImage)
    if (names.length > 0) found.push({ folder, names })
  }
  const ending = sharedEnding(found.map(({ folder }) => folder))
  const subjects = found.map(({ folder, names }) => ({
    id: folder.slice(0, folder.length - ending.length),
    names,
  }))
  if (subjects.length === 0 || found.some(({ folder }) => isKind(folder))) return undefined
  // One folder may be that of all subjects.
  const together = subjects.length === 1 ? yield* flatFiles(root) : undefined
  if (together !== undefined) return together
  const alike = inAll(subjects.map(({ names }) => names))
  // A subject called 1 has a T1.nii.gz as others do: its name stands in what not all share.
  const own = subjects.map(({ id, names }) =>
    names.filter((name) => !alike.includes(name)).map((name) => name.replaceAll(id, "{id}")),
  )
  const shared = [...alike, ...inAll(own)]
  const left = [...new Set(own.flat())].filter((name) => !shared.includes(name))
  const patternOf = (name: string): Pattern => ({
    pattern: `{id}${ending}/${name}`,
    examples: subjects.map(({ id }) => `${id}${ending}/${name.replaceAll("{id}", id)}`),
  })
  const images = shared.filter((name) => !isLabel(name)).map(patternOf)
  if (images.length === 0) return undefined
  const labels = shared.filter(isLabel)
  const [label, ...others] = [
    ...labels.filter((name) => !isBrain(name)),
    ...labels.filter(isBrain),
  ].map(patternOf)
  return yield* volumesOf({
    what: "a folder a subject",
    root,
    images,
    label,
    subjects: subjects.length,
    notes: [
      ...(others.length === 0
        ? []
        : [`other label files: ${others.map(({ pattern }) => pattern).join(", ")}`]),
      ...leftOut(left),
    ],
  })
})
