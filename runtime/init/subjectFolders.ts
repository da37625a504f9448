import { join } from "node:path"
import { Effect } from "effect"
import { entriesOf, inAll, isImage, isLabel, leftOut } from "./files.ts"
import { type Pattern, volumesOf } from "./volumesOf.ts"

/** Any set with a folder a subject and files that are named alike in each. */
export const subjectFolders = Effect.fnUntraced(function* (root: string) {
  const subjects: { readonly id: string; readonly names: readonly string[] }[] = []
  for (const id of (yield* entriesOf(root)).folders) {
    const names = (yield* entriesOf(join(root, id))).files.filter(isImage)
    if (names.length > 0) subjects.push({ id, names })
  }
  const [first] = subjects
  if (first === undefined) return undefined
  const alike = inAll(subjects.map(({ names }) => names))
  // A subject called 1 has a T1.nii.gz as others do: its name stands in what not all share.
  const own = subjects.map(({ id, names }) =>
    names.filter((name) => !alike.includes(name)).map((name) => name.replaceAll(id, "{id}")),
  )
  const shared = [...alike, ...inAll(own)]
  const left = [...new Set(own.flat())].filter((name) => !shared.includes(name))
  const patternOf = (name: string): Pattern => ({
    pattern: `{id}/${name}`,
    examples: subjects.map(({ id }) => `${id}/${name.replaceAll("{id}", id)}`),
  })
  const images = shared.filter((name) => !isLabel(name)).map(patternOf)
  if (images.length === 0) return undefined
  const [label, ...others] = shared.filter(isLabel).map(patternOf)
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
