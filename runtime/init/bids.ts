import { join } from "node:path"
import { Effect } from "effect"
import { entriesOf, inAll, isImage, leftOut } from "./files.ts"
import { type Pattern, volumesOf } from "./volumesOf.ts"

/** The images of one scan of a subject: `id` is `sub-01`, or `sub-01_ses-1`. */
interface Scan {
  readonly id: string
  /** What follows the id in the names of its files, such as `_T1w.nii.gz`. */
  readonly endings: readonly string[]
  /** The folder of the files, below the root. */
  readonly folder: string
}

const scansIn = Effect.fnUntraced(function* (root: string, within: string) {
  const scans: Scan[] = []
  const scan = Effect.fnUntraced(function* (id: string, folder: string) {
    const { files } = yield* entriesOf(join(root, folder))
    const endings = files
      .filter((name) => isImage(name) && name.startsWith(`${id}_`))
      .map((name) => name.slice(id.length))
    if (endings.length > 0) scans.push({ id, endings, folder })
  })
  for (const subject of (yield* entriesOf(join(root, within))).folders) {
    if (!subject.startsWith("sub-")) continue
    const own = join(within, subject)
    yield* scan(subject, join(own, "anat"))
    for (const session of (yield* entriesOf(join(root, own))).folders)
      if (session.startsWith("ses-"))
        yield* scan(`${subject}_${session}`, join(own, session, "anat"))
  }
  return scans
})

const patternOf = (within: string, scans: readonly Scan[], ending: string): Pattern => {
  const sessions = scans.some(({ id }) => id.includes("_ses-")) ? "ses-*/" : ""
  return {
    pattern: `${within === "" ? "" : `${within}/`}sub-*/${sessions}anat/{id}${ending}`,
    examples: scans.map(({ id, folder }) => join(folder, `${id}${ending}`)),
    called: ending,
  }
}

const isLabelEnding = (ending: string): boolean => /_(dseg|mask|seg)\./.test(ending)

/** BIDS: `sub-01/anat/sub-01_T1w.nii.gz`, sessions too; labels as `_dseg` or `_mask` under `derivatives`. */
export const bids = Effect.fnUntraced(function* (root: string) {
  const all = yield* scansIn(root, "")
  // One pattern has sessions or has none.
  const isInSession = ({ id }: Scan): boolean => id.includes("_ses-")
  const scans = all.some(isInSession) ? all.filter(isInSession) : all
  const apart = all.filter((scan) => !scans.includes(scan))
  const [first] = scans
  if (first === undefined) return undefined
  const endings = inAll(scans.map((each) => each.endings))
  const images = endings.filter((ending) => !isLabelEnding(ending))
  if (images.length === 0) return undefined
  const labels = endings.filter(isLabelEnding).map((ending) => patternOf("", scans, ending))
  for (const pipeline of (yield* entriesOf(join(root, "derivatives"))).folders) {
    const within = join("derivatives", pipeline)
    const derived = (yield* scansIn(root, within)).filter(({ id }) =>
      scans.some((scan) => scan.id === id),
    )
    if (derived.length < scans.length) continue
    labels.push(
      ...inAll(derived.map((each) => each.endings))
        .filter(isLabelEnding)
        .map((ending) => patternOf(within, derived, ending)),
    )
  }
  const others = labels.slice(1).map(({ pattern }) => pattern)
  const left = [...new Set(scans.flatMap((each) => each.endings))].filter(
    (ending) => !endings.includes(ending),
  )
  return yield* volumesOf({
    what: "BIDS",
    root,
    images: images.map((ending) => patternOf("", scans, ending)),
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
