/** How files were named and labels written: since 2023, or before. */
export type Release = "2023" | "2021"

/** t1n: T1 native, t1c: T1 with contrast agent, t2w: T2, t2f: FLAIR. */
export const MODALITIES = ["t1n", "t1c", "t2w", "t2f"] as const
export type Modality = (typeof MODALITIES)[number]

interface Layout {
  /** Names of subjects' folders; the first group is the patient. */
  readonly subject: RegExp
  /** The same in words. */
  readonly folders: string
  /** What stands between a subject's name and the ending, by part. */
  readonly suffix: Readonly<Record<Modality | "seg", string>>
  /** Values of a segmentation: 0, necrotic core, oedema, enhancing tumour. */
  readonly labelValues: readonly number[]
}

const layouts: Readonly<Record<Release, Layout>> = {
  "2023": {
    subject: /^BraTS-GLI-(\d{5})-\d{3}$/i,
    folders: "BraTS-GLI-NNNNN-TTT",
    suffix: { t1n: "-t1n", t1c: "-t1c", t2w: "-t2w", t2f: "-t2f", seg: "-seg" },
    labelValues: [0, 1, 2, 3],
  },
  // BraTS2021_00000, BraTS20_Training_001, Brats18_2013_10_1: one scan a patient. BraTS2021_Training_Data holds them.
  "2021": {
    subject: /^(brats(?:20)?\d\d_\w*\d)$/i,
    folders: "BraTS2021_NNNNN, or as Brats18_SITE_NAME_1",
    suffix: { t1n: "_t1", t1c: "_t1ce", t2w: "_t2", t2f: "_flair", seg: "_seg" },
    labelValues: [0, 1, 2, 4],
  },
}

export const layoutOf = (release: Release): Layout => layouts[release]

/** The patient of a subject's folder name; `undefined` for another name. */
export const patientOf = (folder: string, release: Release): string | undefined =>
  layouts[release].subject.exec(folder)?.[1]

/** Names that a file of a subject may have: as shipped, or unpacked. */
export const fileNames = (
  id: string,
  part: Modality | "seg",
  release: Release,
): readonly [string, string] => {
  const name = `${id}${layouts[release].suffix[part]}`
  return [`${name}.nii.gz`, `${name}.nii`]
}

/** A file of a subject, and the subject. */
const SUBJECT_FILE =
  /^(BraTS-GLI-\d{5}-\d{3}|brats(?:20)?\d\d_\w+)[-_](?:t1n|t1c|t2w|t2f|t1|t1ce|t2|flair|seg)\.nii/i

/** What a folder that is not as expected might be; `id` where it is a subject's own. */
export const layoutHint = (names: readonly string[], id?: string): string => {
  if (names.length === 0) return "The folder is empty."
  const shown = `It holds ${names.slice(0, 6).join(", ")}${names.length > 6 ? ", ..." : ""}.`
  if (id !== undefined) return shown
  const some = (pattern: RegExp): boolean => names.some((name) => pattern.test(name))
  const ids = new Set(names.flatMap((name) => SUBJECT_FILE.exec(name)?.[1] ?? []))
  if (ids.size === 1) return `${shown} That is one subject's folder: give the folder above it.`
  if (ids.size > 1)
    return `${shown} The files of ${ids.size} subjects lie in one folder: declare the set with volumes(), as "{id}-t1n.nii.gz".`
  if (some(layouts["2021"].subject))
    return `${shown} Those are names of BraTS 2021 or earlier: say release: "2021".`
  if (some(layouts["2023"].subject))
    return `${shown} Those are names of BraTS 2023: leave release out.`
  if (some(/^(brats_\d{4}_|pat\d+|VSD\.)/i) || some(/^BRATS_\d+\.nii/))
    return `${shown} Those are names of BraTS 2015 or earlier, or of the Medical Segmentation Decathlon: declare the set with volumes().`
  if (some(/^BraTS-(?!GLI-)\w+-/)) {
    return `${shown} Those are names of another BraTS challenge than adult glioma (GLI).`
  }
  return some(/\.zip$/) ? `${shown} Unpack the archive first.` : shown
}
