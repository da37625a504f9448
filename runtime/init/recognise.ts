import { join } from "node:path"
import { Effect } from "effect"
import { fault } from "../../dsl/fault.ts"
import { Faulty } from "../faults/faulty.ts"
import { bids } from "./bids.ts"
import { brats } from "./brats.ts"
import { entriesOf } from "./files.ts"
import type { Found } from "./found.ts"
import { nnunet } from "./nnunet.ts"
import { picai } from "./picai.ts"
import { subjectFolders } from "./subjectFolders.ts"

/** Layouts that are looked for, the most particular first. */
const layouts = [brats, picai, nnunet, bids, subjectFolders] as const

const expected =
  "BraTS, PI-CAI, raw data of nnU-Net (dataset.json, imagesTr), BIDS (sub-*/anat), or a folder a subject with files named alike"

/** Folders that are looked into where none is recognised around them. */
const mostInside = 20

const layoutOf = Effect.fnUntraced(function* (
  root: string,
): Effect.fn.Return<Found | undefined, Faulty> {
  for (const layout of layouts) {
    const found = yield* Effect.mapError(layout(root), ({ faults }) => new Faulty({ faults }))
    if (found !== undefined) return found
  }
  return undefined
})

/** What data set lies in a folder. Fails with what it holds where none is recognised. */
export const recognise = Effect.fn("recognise")(function* (
  root: string,
): Effect.fn.Return<Found, Faulty> {
  const own = yield* layoutOf(root)
  if (own !== undefined) return own
  const { folders, files } = yield* entriesOf(root)
  const inside = yield* Effect.forEach(folders.slice(0, mostInside), (name) =>
    layoutOf(join(root, name)).pipe(
      Effect.map((found) => (found === undefined ? [] : [`${join(root, name)} (${found.what})`])),
      Effect.orElseSucceed(() => []),
    ),
  )
  const names = [...folders.map((name) => `${name}/`), ...files]
  const shown = names.slice(0, 6).join(", ")
  return yield* new Faulty({
    faults: [
      fault({
        what:
          names.length === 0
            ? "the folder is empty, or may not be read"
            : `no data set is recognised among ${shown}${names.length > 6 ? ` and ${names.length - 6} more` : ""}`,
        where: { file: root },
        expected,
        hint:
          inside.flat().length > 0
            ? `give the folder of one data set: ${inside.flat().join(", ")}`
            : "give the folder that holds the subjects; any other layout is declared by volumes() in the experiment file: run ablate init without a folder and edit its data set",
      }),
    ],
  })
})
