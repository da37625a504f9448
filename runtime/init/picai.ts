import { existsSync } from "node:fs"
import { dirname, join } from "node:path"
import { Effect } from "effect"
import { findFiles } from "../data/datasets/volumes/findFiles.ts"
import { readImage } from "../data/datasets/volumes/readImage.ts"
import type { Found } from "./found.ts"
import { quoted } from "./names.ts"

/** A file that only the challenge's labels repository has. */
const marksheet = "clinical_information/marksheet.csv"

/** PI-CAI: MetaImages of patients, or of the downloaded parts, and the labels repository in or beside it. */
export const picai = Effect.fnUntraced(function* (root: string) {
  const images = [
    ...(yield* findFiles(root, "*/{id}_t2w.mha")),
    ...(yield* findFiles(root, "*/*/{id}_t2w.mha")),
  ]
  const [first] = images
  if (first === undefined) return undefined
  const labels = [join(root, "picai_labels"), join(dirname(root), "picai_labels"), root].find(
    (folder) => existsSync(join(folder, marksheet)),
  )
  const { shape } = yield* readImage(first.path)
  const found: Found = {
    what: "PI-CAI",
    constructor: "picai",
    options: [
      `images: ${quoted(root)},`,
      `labels: ${quoted(labels ?? join(root, "picai_labels"))},`,
    ],
    modalities: ["t2w", "adc", "hbv"],
    regions: ["TZ", "PZ"],
    classes: ["csPCa"],
    subjects: images.length,
    patients: new Set(images.map(({ id }) => id.split("_")[0])).size,
    shape,
    notes:
      labels === undefined
        ? [
            "the labels repository (github.com/DIAGNijmegen/picai_labels) is not there: clone it and correct `labels`",
          ]
        : [],
  }
  return found
})
