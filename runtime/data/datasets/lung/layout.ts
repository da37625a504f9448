/** The binary volumes of a subject. */
export const MASKS = ["cavity", "defect"] as const

/** The file of an image or a mask: plain or gzipped NIfTI in the subject's folder. */
export const filePattern = (name: string): string => `{id}/${name}.nii*`

/** Label values: 0 outside the thoracic cavity, 1 inside it, 2 ventilation defect. */
export const CAVITY = 1
export const DEFECT = 2
