import { componentOf, family, type Component } from "../component.ts"

/** One step of a mask pipeline over (modality, position) cells; steps apply in order. */
export type Mask = Component<"mask">

export const MaskStep = componentOf<Mask>("mask")

/** Declares a mask step from its fields and the module that draws it. */
export const defineMask = family("mask")
