/** t1n: T1 native, t1c: T1 with contrast agent, t2w: T2, t2f: FLAIR. */
export const MODALITIES = ["t1n", "t1c", "t2w", "t2f"] as const
export type Modality = (typeof MODALITIES)[number]

/** 1 necrotic core, 2 oedema, 3 enhancing tumour. */
export const LABEL_VALUES: readonly number[] = [0, 1, 2, 3]

/** `BraTS-GLI-NNNNN-TTT`: patient and time point. */
const SUBJECT = /^BraTS-GLI-(\d{5})-(\d{3})$/

/** The patient's number of a subject's folder name; `undefined` for another name. */
export const patientOf = (folder: string): string | undefined => SUBJECT.exec(folder)?.[1]

/** Names that a file of a subject may have: as shipped, or unpacked. */
export const fileNames = (id: string, part: Modality | "seg"): readonly [string, string] => [
  `${id}-${part}.nii.gz`,
  `${id}-${part}.nii`,
]

/** What a folder that is not as expected might be; `id` where it is a subject's own. */
export const layoutHint = (names: readonly string[], id?: string): string => {
  if (names.length === 0) return "The folder is empty."
  const shown = `It holds ${names.slice(0, 6).join(", ")}${names.length > 6 ? ", ..." : ""}.`
  if (id !== undefined) return shown
  const some = (pattern: RegExp): boolean => names.some((name) => pattern.test(name))
  if (some(/^BraTS-GLI-\d{5}-\d{3}-.*\.nii/)) {
    return `${shown} That is one subject's folder: give the folder above it.`
  }
  if (some(/^BraTS(20)?\d\d_/)) return `${shown} Those are names of BraTS 2021 or earlier.`
  if (some(/^BraTS-(PED|MEN|MET|SSA|LDG)-/)) {
    return `${shown} Those are names of another BraTS challenge than adult glioma (GLI).`
  }
  return some(/\.zip$/) ? `${shown} Unpack the archive first.` : shown
}
