import { join } from "node:path"
import { Effect } from "effect"
import { Faulty } from "../faults/faulty.ts"
import { refusal } from "../faults/refusal.ts"
import { bids } from "./bids.ts"
import { brats } from "./brats.ts"
import { entriesOf } from "./files.ts"
import { flatFiles } from "./flatFiles.ts"
import type { Found } from "./found.ts"
import { nnunet } from "./nnunet.ts"
import { picai } from "./picai.ts"
import { subjectFolders } from "./subjectFolders.ts"
import { unrecognisedHint } from "./unrecognised.ts"

/** Layouts that are looked for, the most particular first. */
const layouts = [brats, picai, nnunet, bids, subjectFolders, flatFiles] as const

const expected =
  "BraTS, PI-CAI, raw data of nnU-Net (dataset.json, imagesTr), BIDS (sub-*/anat), a folder a subject with files named alike, or files named by subject, in a folder or in one a kind"

/** Folders that are looked into, of each level, where none is recognised around them; and how many levels. */
const mostInside = 20
const mostLevels = 3

const layoutOf = Effect.fnUntraced(function* (
  root: string,
): Effect.fn.Return<Found | undefined, Faulty> {
  for (const layout of layouts) {
    const found = yield* Effect.mapError(layout(root), ({ faults }) => new Faulty({ faults }))
    if (found !== undefined) return found
  }
  return undefined
})

/** Data sets in the folders of some, or of those below them, as far as there are any. */
const inside = (folders: readonly string[], levels: number): Effect.Effect<readonly string[]> =>
  Effect.gen(function* () {
    const below = yield* Effect.forEach(folders, (folder) =>
      Effect.map(entriesOf(folder), (entries) => entries.folders.map((name) => join(folder, name))),
    )
    const looked = below.flat().slice(0, mostInside)
    const found = yield* Effect.forEach(looked, (folder) =>
      layoutOf(folder).pipe(
        // One subject in a folder is seldom a set.
        Effect.map((set) =>
          set === undefined || set.subjects < 2 ? [] : [`${folder} (${set.what})`],
        ),
        Effect.orElseSucceed(() => []),
      ),
    )
    return found.flat().length > 0 || levels === 1 || looked.length === 0
      ? found.flat()
      : yield* inside(looked, levels - 1)
  })

/** What data set lies in a folder. Fails with what it holds where none is recognised. */
export const recognise = Effect.fn("recognise")(function* (
  root: string,
): Effect.fn.Return<Found, Faulty> {
  const own = yield* layoutOf(root)
  if (own !== undefined) return own
  const { folders, files } = yield* entriesOf(root)
  const sets = yield* inside([root], mostLevels)
  const names = [...folders.map((name) => `${name}/`), ...files]
  const shown = names.slice(0, 6).join(", ")
  return yield* refusal({
    what:
      names.length === 0
        ? "the folder is empty, or may not be read"
        : `no data set is recognised among ${shown}${names.length > 6 ? ` and ${names.length - 6} more` : ""}`,
    where: { file: root },
    expected,
    hint: yield* unrecognisedHint(root, sets),
  })
})
