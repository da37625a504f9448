import { Schema } from "effect"
import { Positive, Probability } from "./field.ts"

/** One step of augmentation, applied to a crop; steps apply in order. */
export const Augmentation = Schema.Union([
  Schema.Struct({ kind: Schema.Literal("flip"), probability: Probability }),
  Schema.Struct({
    kind: Schema.Literals(["intensityScale", "intensityShift"]),
    range: Positive,
    probability: Probability,
  }),
])
export type Augmentation = typeof Augmentation.Type

/** Flips each axis with the probability given (0.5: UNETR's training recipe). */
export const flip = (options: { readonly probability?: number } = {}): Augmentation => ({
  kind: "flip",
  probability: options.probability ?? 0.5,
})

interface Intensity {
  readonly range?: number
  readonly probability?: number
}

/** Multiplies each modality by 1 + u, u uniform in [-range, range] (MONAI RandScaleIntensity). */
export const intensityScale = (options: Intensity = {}): Augmentation => ({
  kind: "intensityScale",
  range: options.range ?? 0.1,
  probability: options.probability ?? 0.5,
})

/** Adds u, uniform in [-range, range], to each modality (MONAI RandShiftIntensity). */
export const intensityShift = (options: Intensity = {}): Augmentation => ({
  kind: "intensityShift",
  range: options.range ?? 0.1,
  probability: options.probability ?? 0.5,
})
