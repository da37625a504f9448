import { Effect } from "effect"
import { findSubjects } from "../data/datasets/brats2023/indexSubjects.ts"
import { MODALITIES, type Release } from "../data/datasets/brats2023/layout.ts"
import { readImage } from "../data/datasets/volumes/readImage.ts"
import type { Found } from "./found.ts"
import { quoted } from "./names.ts"

const releases: readonly Release[] = ["2023", "2021"]

/** BraTS of adult glioma: folders of subjects, in the folder or up to two below it. */
export const brats = Effect.fnUntraced(function* (root: string) {
  for (const release of releases) {
    const { subjects, folders } = yield* findSubjects(root, { release, label: "optional" }).pipe(
      Effect.orElseSucceed(() => ({ subjects: [], folders: [] })),
    )
    const [first] = subjects
    if (first === undefined) continue
    const { shape } = yield* readImage(first.images["t1n"] ?? "")
    const incomplete = folders.length - subjects.length
    const found: Found = {
      what: `BraTS ${release === "2023" ? "2023" : "2021 or earlier"}, adult glioma`,
      constructor: "brats2023",
      options: [`root: ${quoted(root)},`, ...(release === "2023" ? [] : ['release: "2021",'])],
      modalities: MODALITIES,
      regions: ["WT", "TC", "ET"],
      classes: [],
      subjects: subjects.length,
      patients: new Set(subjects.map(({ patient }) => patient)).size,
      shape,
      notes:
        incomplete === 0
          ? []
          : [
              `${incomplete} more lack files or are there twice, which data check tells: complete them, or leave them out by exclude`,
            ],
    }
    return found
  }
  return undefined
})
