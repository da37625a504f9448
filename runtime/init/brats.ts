import { join } from "node:path"
import { Effect } from "effect"
import { readImage } from "../data/datasets/volumes/readImage.ts"
import { fileNames, patientOf, type Release } from "../data/datasets/brats2023/layout.ts"
import { entriesOf } from "./files.ts"
import type { Found } from "./found.ts"
import { quoted } from "./names.ts"

const releases: readonly Release[] = ["2023", "2021"]

/** BraTS of adult glioma: folders of subjects, in the folder or one below it. */
export const brats = Effect.fnUntraced(function* (root: string) {
  const { folders } = yield* entriesOf(root)
  for (const place of [root, ...folders.map((name) => join(root, name))]) {
    const names = place === root ? folders : (yield* entriesOf(place)).folders
    for (const release of releases) {
      const subjects = names.filter((name) => patientOf(name, release) !== undefined)
      const [subject] = subjects
      if (subject === undefined) continue
      const { files } = yield* entriesOf(join(place, subject))
      const image = fileNames(subject, "t1n", release).find((name) => files.includes(name))
      if (image === undefined) continue
      const { shape } = yield* readImage(join(place, subject, image))
      const found: Found = {
        what: `BraTS ${release === "2023" ? "2023" : "2021 or earlier"}, adult glioma`,
        constructor: "brats2023",
        options: [`root: ${quoted(root)},`, ...(release === "2023" ? [] : ['release: "2021",'])],
        modalities: ["t1n", "t1c", "t2w", "t2f"],
        regions: ["WT", "TC", "ET"],
        classes: [],
        subjects: subjects.length,
        shape,
        notes: [],
      }
      return found
    }
  }
  return undefined
})
