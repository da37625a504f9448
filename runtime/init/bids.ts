import { join } from "node:path"
import { Effect } from "effect"
import { entriesOf, inAll, isImage, leftOut } from "./files.ts"
import { withoutEnding } from "./names.ts"
import { type Pattern, volumesOf } from "./volumesOf.ts"

/** The images of one scan of a subject: `id` is `sub-01`, or `sub-01_ses-1`. */
interface Scan {
  readonly id: string
  /** The folder of the subject, or of the session, below the root. */
  readonly folder: string
  /** Its files below that folder, with `{id}` in place of the id, such as `anat/{id}_T1w.nii.gz`. */
  readonly files: readonly string[]
}

/** Images of these folders are those of a scan; of diffusion those that are no series, such as an ADC map. */
const datatypes = ["anat", "dwi"] as const

const imagesIn = Effect.fnUntraced(function* (root: string, id: string, datatype: string) {
  const { files } = yield* entriesOf(join(root, datatype))
  return files
    .filter(
      (name) =>
        isImage(name) &&
        name.startsWith(`${id}_`) &&
        !files.includes(`${withoutEnding(name)}.bval`),
    )
    .map((name) => join(datatype, `{id}${name.slice(id.length)}`))
})

/** Scans in a folder; the files of derived ones may lie beside the folders of their kinds. */
const scansIn = Effect.fnUntraced(function* (root: string, within: string) {
  const scans: Scan[] = []
  const scan = Effect.fnUntraced(function* (id: string, folder: string) {
    const kinds = within === "" ? datatypes : [...datatypes, ""]
    const files = (yield* Effect.forEach(kinds, (datatype) =>
      imagesIn(join(root, folder), id, datatype),
    )).flat()
    if (files.length > 0) scans.push({ id, folder, files })
  })
  for (const subject of (yield* entriesOf(join(root, within))).folders) {
    if (!subject.startsWith("sub-")) continue
    const own = join(within, subject)
    yield* scan(subject, own)
    for (const session of (yield* entriesOf(join(root, own))).folders)
      if (session.startsWith("ses-")) yield* scan(`${subject}_${session}`, join(own, session))
  }
  return scans
})

const patternOf = (within: string, scans: readonly Scan[], file: string): Pattern => {
  const sessions = scans.some(({ id }) => id.includes("_ses-")) ? "ses-*/" : ""
  return {
    pattern: `${within === "" ? "" : `${within}/`}sub-*/${sessions}${file}`,
    examples: scans.map(({ id, folder }) => join(folder, file.replaceAll("{id}", id))),
  }
}

const isLabelFile = (file: string): boolean => /_(dseg|mask|msk|seg|roi)\./.test(file)

/** BIDS: `sub-01/anat/sub-01_T1w.nii.gz`, sessions too; labels as `_dseg` or `_mask` under `derivatives`. */
export const bids = Effect.fnUntraced(function* (root: string) {
  const all = yield* scansIn(root, "")
  // One pattern has sessions or has none.
  const isInSession = ({ id }: Scan): boolean => id.includes("_ses-")
  const scans = all.some(isInSession) ? all.filter(isInSession) : all
  const apart = all.filter((scan) => !scans.includes(scan))
  const [first] = scans
  if (first === undefined) return undefined
  const files = inAll(scans.map((each) => each.files))
  const images = files.filter((file) => !isLabelFile(file))
  if (images.length === 0) return undefined
  const labels = files.filter(isLabelFile).map((file) => patternOf("", scans, file))
  const pipelines = (yield* entriesOf(join(root, "derivatives"))).folders
  for (const within of ["derivatives", ...pipelines.map((name) => join("derivatives", name))]) {
    const derived = (yield* scansIn(root, within)).filter(({ id }) =>
      scans.some((scan) => scan.id === id),
    )
    if (derived.length < scans.length) continue
    labels.push(
      ...inAll(derived.map((each) => each.files))
        .filter(isLabelFile)
        .map((file) => patternOf(within, derived, file)),
    )
  }
  const others = labels.slice(1).map(({ pattern }) => pattern)
  const left = [...new Set(scans.flatMap((each) => each.files))].filter(
    (file) => !files.includes(file),
  )
  return yield* volumesOf({
    what: "BIDS",
    root,
    images: images.map((file) => patternOf("", scans, file)),
    label: labels[0],
    ...(first.id.includes("_ses-") ? { patient: "{patient}_ses-*" } : {}),
    subjects: scans.length,
    patients: new Set(scans.map(({ id }) => id.split("_")[0])).size,
    notes: [
      ...(others.length === 0 ? [] : [`other label files: ${others.join(", ")}`]),
      ...leftOut(left),
      ...(apart.length === 0
        ? []
        : [`without a session, so left out: ${apart.map(({ id }) => id).join(", ")}`]),
      "images of one scan often lie on different grids: `reference` resamples them to one modality's",
    ],
  })
})
