import type { Random } from "../../../random/random.ts"

/** Channels, in the order of the image. */
export const MODALITIES = ["t1n", "t1c", "t2w", "t2f"] as const

/** One number per modality, in the order of `MODALITIES`. */
export type PerModality = readonly [number, number, number, number]

/** What a voxel can be made of. */
export type Tissue =
  | "fluid"
  | "cortex"
  | "nuclei"
  | "white"
  | "vessel"
  | "oedema"
  | "enhancing"
  | "necrosis"

/** Brightness of each tissue, arbitrary units, as radiology describes the four contrasts. */
const BRIGHTNESS: Readonly<Record<Tissue, PerModality>> = {
  fluid: [0.2, 0.2, 1.15, 0.14],
  cortex: [0.55, 0.5, 0.58, 0.56],
  nuclei: [0.62, 0.55, 0.46, 0.5],
  white: [0.8, 0.64, 0.36, 0.42],
  vessel: [0.3, 1.2, 0.9, 0.2],
  oedema: [0.58, 0.47, 0.74, 0.88],
  enhancing: [0.56, 1.15, 0.66, 0.82],
  necrosis: [0.34, 0.34, 0.92, 0.66],
}

/** How the fine texture that all modalities share shows in each: as tissue water would. */
export const TEXTURE: PerModality = [-0.05, -0.045, 0.07, 0.06]

/** The middle of a bell over three uniforms: mean 0, standard deviation 0.5. */
const bell = (random: Random): number =>
  random.uniform() + random.uniform() + random.uniform() - 1.5

const add = (to: PerModality, by: PerModality): PerModality => [
  to[0] + by[0],
  to[1] + by[1],
  to[2] + by[2],
  to[3] + by[3],
]

/**
 * Brightness of the tissues in one subject. Subtype 1 tends to the T2-FLAIR mismatch (its oedema
 * and core are darker in FLAIR than in T2) and enhances less, as IDH-mutant gliomas do (Patel et
 * al., Clin Cancer Res 2017); the spread within a class hides it in part.
 */
export const subjectContrast = (
  subtype: 0 | 1,
  random: Random,
): Readonly<Record<Tissue, PerModality>> => {
  const jitter = (spread: number): PerModality => [
    spread * bell(random),
    spread * bell(random),
    spread * bell(random),
    spread * bell(random),
  ]
  const mismatch = 0.2 * subtype + 0.2 * bell(random)
  const weaker = 0.3 * subtype + 0.3 * bell(random)
  return {
    fluid: add(BRIGHTNESS.fluid, jitter(0.02)),
    cortex: add(BRIGHTNESS.cortex, jitter(0.03)),
    nuclei: add(BRIGHTNESS.nuclei, jitter(0.03)),
    white: add(BRIGHTNESS.white, jitter(0.03)),
    vessel: add(BRIGHTNESS.vessel, jitter(0.1)),
    oedema: add(add(BRIGHTNESS.oedema, [0, 0, 0.2 * mismatch, -0.8 * mismatch]), jitter(0.05)),
    enhancing: add(add(BRIGHTNESS.enhancing, [0, -weaker, 0, -0.4 * mismatch]), jitter(0.06)),
    necrosis: add(add(BRIGHTNESS.necrosis, [0, 0, 0, -mismatch]), jitter(0.06)),
  }
}
