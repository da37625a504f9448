import { Schema } from "effect"
import { Count, Positive, Probability } from "./field.ts"

const Share = Schema.Finite.check(
  Schema.isBetween({ minimum: 0, maximum: 1, exclusiveMinimum: true }),
)

/** A range from low to high. */
const rangeOf = <S extends Schema.ConstraintCodec<number, number>>(bound: S) =>
  Schema.Tuple([bound, bound]).check(
    Schema.makeFilter(([low, high]: readonly [number, number]) =>
      low <= high ? undefined : "a range from the lower to the higher bound",
    ),
  )

/** One step of augmentation, applied to a crop; steps apply in order. */
export const Augmentation = Schema.Union([
  Schema.Struct({ kind: Schema.Literal("flip"), probability: Probability }),
  Schema.Struct({
    kind: Schema.Literals(["intensityScale", "intensityShift"]),
    range: Positive,
    probability: Probability,
  }),
  Schema.Struct({
    kind: Schema.Literal("gaussianNoise"),
    deviation: Positive,
    probability: Probability,
  }),
  Schema.Struct({
    kind: Schema.Literal("gamma"),
    range: rangeOf(Positive),
    probability: Probability,
  }),
  Schema.Struct({
    kind: Schema.Literal("gaussianBlur"),
    sigma: rangeOf(Positive),
    probability: Probability,
  }),
  Schema.Struct({
    kind: Schema.Literal("resizedCrop"),
    scale: rangeOf(Share),
    probability: Probability,
  }),
  Schema.Struct({
    kind: Schema.Literal("cutout"),
    holes: Count,
    size: Share,
    probability: Probability,
  }),
  Schema.Struct({ kind: Schema.Literal("modalityDrop"), probability: Probability }),
])
export type Augmentation = typeof Augmentation.Type

interface Chance {
  readonly probability?: number
}

type Bounds = readonly [low: number, high: number]

/** Flips each axis with the probability given (0.5: UNETR's training recipe; MONAI RandFlip). */
export const flip = (options: Chance = {}): Augmentation => ({
  kind: "flip",
  probability: options.probability ?? 0.5,
})

interface Intensity extends Chance {
  readonly range?: number
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

/**
 * Adds normal noise, its deviation uniform in [0, deviation] for each modality (MONAI
 * RandGaussianNoise; 0.1 and probability 0.1 are its defaults and nnU-Net's).
 */
export const gaussianNoise = (
  options: Chance & { readonly deviation?: number } = {},
): Augmentation => ({
  kind: "gaussianNoise",
  deviation: options.deviation ?? 0.1,
  probability: options.probability ?? 0.1,
})

/**
 * Raises each modality, scaled to [0, 1] by its extremes in the crop, to a power uniform in the range
 * (MONAI RandAdjustContrast). 0.7 to 1.5 with probability 0.3: nnU-Net.
 */
export const gamma = (options: Chance & { readonly range?: Bounds } = {}): Augmentation => ({
  kind: "gamma",
  range: options.range ?? [0.7, 1.5],
  probability: options.probability ?? 0.3,
})

/**
 * Smooths with a Gaussian whose sigma along each axis is uniform in the range, in voxels; the same
 * for all modalities (MONAI RandGaussianSmooth; 0.25 to 1.5 and probability 0.1 are its defaults).
 */
export const gaussianBlur = (options: Chance & { readonly sigma?: Bounds } = {}): Augmentation => ({
  kind: "gaussianBlur",
  sigma: options.sigma ?? [0.25, 1.5],
  probability: options.probability ?? 0.1,
})

/**
 * Takes a box of the crop, of its proportions and of a share of its volume uniform in `scale`, and
 * resizes it to the whole crop: the image trilinearly, the label by the nearest voxel (MONAI
 * RandSpatialCrop, then Resize). 0.08 to 1: MoCo v3, of the area.
 */
export const resizedCrop = (options: Chance & { readonly scale?: Bounds } = {}): Augmentation => ({
  kind: "resizedCrop",
  scale: options.scale ?? [0.08, 1],
  probability: options.probability ?? 1,
})

/**
 * Sets boxes to zero in all modalities; each is `size` of the crop along each axis and lies anywhere
 * inside (MONAI RandCoarseDropout, fill_value 0). The label stays.
 */
export const cutout = (
  options: Chance & { readonly holes?: number; readonly size?: number } = {},
): Augmentation => ({
  kind: "cutout",
  holes: options.holes ?? 1,
  size: options.size ?? 0.25,
  probability: options.probability ?? 0.5,
})

/**
 * Sets each modality to zero with the probability given, but keeps one drawn at random where all
 * would go (ModDrop, Neverova et al. 2016).
 */
export const modalityDrop = (options: Chance = {}): Augmentation => ({
  kind: "modalityDrop",
  probability: options.probability ?? 0.2,
})
