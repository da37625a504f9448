import { readdir, stat } from "node:fs/promises"
import { join } from "node:path"
import { Effect } from "effect"
import { isLitter } from "../data/datasets/litter.ts"

/** What a folder holds, sorted, without what systems leave there; nothing where it cannot be read. */
export interface Entries {
  readonly folders: readonly string[]
  readonly files: readonly string[]
}

/** The folders and files in a folder, links followed. */
export const entriesOf = (folder: string): Effect.Effect<Entries> =>
  Effect.promise(async () => {
    const names = await readdir(folder).catch(() => [])
    const folders: string[] = []
    const files: string[] = []
    for (const name of names.filter((each) => !isLitter(each)).sort()) {
      const found = await stat(join(folder, name)).catch(() => undefined)
      if (found?.isDirectory() === true) folders.push(name)
      else if (found?.isFile() === true) files.push(name)
    }
    return { folders, files }
  })

/** Whether a name is that of an image that is read. */
export const isImage = (name: string): boolean => /\.((nii|hdr)(\.gz)?|mha|mhd)$/i.test(name)

/** Whether a name reads like that of a label volume. */
export const isLabel = (name: string): boolean =>
  /(^|[^a-z])(segm?|dseg|msk|segmentation|label|labels|mask|gt|truth|gold|roi|lesions?|consensus)([^a-z]|$)/i.test(
    name,
  )

/** Names of folders that hold a kind of files of all subjects, or subjects further down. */
const KIND =
  /^(images?|imgs?|labels?|masks?|seg[a-z]*|annotations?|ground.?truth|train[a-z]*|test[a-z]*|val[a-z]*|data|raw|derivatives|anat|dwi|func|fmap|perf|pet)(t[rs])?([-_][a-z]+)*$/i

/** Whether a folder's name is that of a kind of files. */
export const isKind = (name: string): boolean => KIND.test(name)

const mostShown = 6

/** A note on images that not every subject has. */
export const leftOut = (names: readonly string[]): readonly string[] =>
  names.length === 0
    ? []
    : [
        `not of every subject, so left out: ${names.slice(0, mostShown).join(", ")}${names.length > mostShown ? ", ..." : ""}`,
      ]

/** The texts that all of the lists hold, in the order of the first. */
export const inAll = (lists: readonly (readonly string[])[]): readonly string[] =>
  (lists[0] ?? []).filter((text) => lists.every((list) => list.includes(text)))
