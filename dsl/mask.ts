import { componentOf, family, type Component } from "./component.ts"
import { Count, defaulted, Ratio } from "./field.ts"

/** One step of a mask pipeline over (modality, position) cells; steps apply in order. */
export type Mask = Component<"mask">

export const MaskStep = componentOf<Mask>("mask")

/** Declares a mask step from its fields and the module that draws it. */
export const defineMask = family("mask")

/** Masks whole modalities, drawn per sample (paper III-B-1, step 1). */
export const modalityMask = defineMask({
  kind: "modality",
  doc: "Masks whole modalities.",
  implementation: "ablate:pretraining/masks/modality",
  fields: {
    count: defaulted(Count, 1, "Number of modalities masked.", "paper III-B-1: one modality"),
  },
})

/** Masks the same positions in every modality, drawn per sample (paper III-B-1, step 2). */
export const positionMask = defineMask({
  kind: "position",
  doc: "Masks the same positions in all modalities.",
  implementation: "ablate:pretraining/masks/position",
  fields: {
    ratio: defaulted(
      Ratio,
      0.5,
      "Share of the positions masked.",
      "open in the paper; with one of four modalities and a patch mask of 0.5 about 0.8 of all cells are masked",
    ),
  },
})

/**
 * At each position left by the earlier steps, masks a share of the modalities left there; the
 * choices at one position complement each other over the modalities (paper III-B-1, step 3).
 */
export const patchMask = defineMask({
  kind: "patch",
  doc: "Masks complementary modalities position by position.",
  implementation: "ablate:pretraining/masks/patch",
  fields: {
    ratio: defaulted(
      Ratio,
      0.5,
      "Share of the cells left at the positions left that is masked.",
      "open in the paper",
    ),
  },
})

export const maskDefinitions = [modalityMask, positionMask, patchMask]
