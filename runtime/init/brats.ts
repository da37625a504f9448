import { dirname, join, relative } from "node:path"
import { Effect } from "effect"
import type { Subject } from "../data/cohort/subject.ts"
import { findSubjects } from "../data/datasets/brats2023/indexSubjects.ts"
import { MODALITIES, type Release } from "../data/datasets/brats2023/layout.ts"
import { readImage } from "../data/datasets/volumes/readImage.ts"
import type { Found } from "./found.ts"
import { quoted } from "./names.ts"
import { labelValues, volumesOf } from "./volumesOf.ts"

const releases: readonly Release[] = ["2023", "2021"]

/** Where subjects' folders lie, `*` for names that differ; undefined where they do not lie equally deep. */
const placeOf = (places: readonly string[]): string | undefined => {
  const [first = [], ...others] = places.map((place) => place.split("/").filter(Boolean))
  return others.every(({ length }) => length === first.length)
    ? first.map((name, at) => (others.every((other) => other[at] === name) ? name : "*")).join("/")
    : undefined
}

/**
 * BraTS 2024 of treated glioma (de Verdier et al. 2024), which is named as BraTS 2023 is: labels hold 4, the resection
 * cavity, beside 3. Without 3 they may be those of 2021 or earlier, in which 4 is the enhancing tumour.
 */
const treated = Effect.fnUntraced(function* (root: string, subjects: readonly Subject[]) {
  const labelled = subjects.flatMap(({ id, patient, images, label }) =>
    label === undefined ? [] : [{ id, patient, images, label: relative(root, label) }],
  )
  const [first] = labelled
  const place = placeOf(labelled.map(({ label }) => dirname(dirname(label))))
  if (first === undefined || place === undefined) return undefined
  const { values = [] } = yield* labelValues(
    root,
    labelled.map(({ label }) => label),
  )
  if (!values.includes(3) || !values.includes(4)) return undefined
  const patternOf = (path = "") => ({
    pattern: join(place, relative(dirname(dirname(path)), path).replaceAll(first.id, "{id}")),
    examples: [relative(root, path)],
  })
  const without = subjects.length - labelled.length
  return yield* volumesOf({
    what: "BraTS 2024, adult glioma after treatment",
    root,
    images: MODALITIES.map((called) => ({ ...patternOf(first.images[called]), called })),
    label: patternOf(join(root, first.label)),
    regions: { WT: [1, 2, 3], TC: [1, 3], ET: [3], RC: [4] },
    patient: "BraTS-GLI-{patient}-*",
    subjects: labelled.length,
    patients: new Set(labelled.map(({ patient }) => patient)).size,
    notes:
      without === 0
        ? []
        : [
            `${without} more have no segmentation: where data check tells them, leave them out by exclude`,
          ],
  })
})

/** BraTS of adult glioma: folders of subjects, in the folder or up to two below it. */
export const brats = Effect.fnUntraced(function* (root: string) {
  for (const release of releases) {
    const { subjects, folders } = yield* findSubjects(root, { release, label: "optional" }).pipe(
      Effect.orElseSucceed(() => ({ subjects: [], folders: [] })),
    )
    const [first] = subjects
    if (first === undefined) continue
    const after = release === "2023" ? yield* treated(root, subjects) : undefined
    if (after !== undefined) return after
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
