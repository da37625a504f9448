import { Schema } from "effect"
import { Count, Positive, Probability } from "./field.ts"

const Share = Schema.Finite.check(
  Schema.isBetween({ minimum: 0, maximum: 1, exclusiveMinimum: true }),
)

const Degrees = Schema.Finite.check(Schema.isBetween({ minimum: -180, maximum: 180 }))

/**
 * `all`: all three; `inPlane`: height and width, for crops whose depth is coarse (nnU-Net calls this
 * dummy 2-D augmentation).
 */
const Axes = Schema.Literals(["all", "inPlane"])

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
    shared: Schema.Boolean,
    probability: Probability,
  }),
  Schema.Struct({
    kind: Schema.Literal("gamma"),
    range: rangeOf(Positive),
    draw: Schema.Literals(["uniform", "balanced"]),
    inverted: Schema.Boolean,
    retainStatistics: Schema.Boolean,
    probability: Probability,
  }),
  Schema.Struct({
    kind: Schema.Literal("gaussianBlur"),
    sigma: rangeOf(Positive),
    filter: Schema.Literals(["integrated", "sampled"]),
    perModality: Schema.NullOr(Probability),
    probability: Probability,
  }),
  Schema.Struct({
    kind: Schema.Literal("affine"),
    rotation: rangeOf(Degrees),
    scaling: rangeOf(Positive),
    axes: Axes,
    rotationProbability: Probability,
    scalingProbability: Probability,
  }),
  Schema.Struct({
    kind: Schema.Literal("contrast"),
    range: rangeOf(Positive),
    probability: Probability,
  }),
  Schema.Struct({
    kind: Schema.Literal("simulateLowResolution"),
    zoom: rangeOf(Share),
    axes: Axes,
    perModality: Probability,
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

interface Noise extends Chance {
  readonly deviation?: number
  /** One deviation for all modalities (nnU-Net), or one for each. */
  readonly shared?: boolean
}

/**
 * Adds normal noise, its deviation uniform in [0, deviation] (MONAI RandGaussianNoise; 0.1 and
 * probability 0.1 are its defaults and nnU-Net's, whose code calls the deviation a variance).
 */
export const gaussianNoise = (options: Noise = {}): Augmentation => ({
  kind: "gaussianNoise",
  deviation: options.deviation ?? 0.1,
  shared: options.shared ?? false,
  probability: options.probability ?? 0.1,
})

interface Gamma extends Chance {
  readonly range?: Bounds
  /** `balanced`: below 1 as often as above (nnU-Net). */
  readonly draw?: "uniform" | "balanced"
  /** Acts on the negative of the image. */
  readonly inverted?: boolean
  /** Gives each modality its mean and deviation back. */
  readonly retainStatistics?: boolean
}

/**
 * Raises each modality, scaled to [0, 1] by its extremes in the crop, to a power drawn from the range
 * (MONAI RandAdjustContrast). 0.7 to 1.5 with probability 0.3: nnU-Net.
 */
export const gamma = (options: Gamma = {}): Augmentation => ({
  kind: "gamma",
  range: options.range ?? [0.7, 1.5],
  draw: options.draw ?? "uniform",
  inverted: options.inverted ?? false,
  retainStatistics: options.retainStatistics ?? false,
  probability: options.probability ?? 0.3,
})

interface Blur extends Chance {
  readonly sigma?: Bounds
  /**
   * `integrated`: the Gaussian's mass over each voxel, zero beyond the ends (MONAI); `sampled`: its
   * density at the voxels' centres, mirrored at the ends (nnU-Net).
   */
  readonly filter?: "integrated" | "sampled"
  /** Probability of each modality, with a sigma of its own; null blurs all alike. */
  readonly perModality?: number | null
}

/**
 * Smooths with a Gaussian whose sigma along each axis is uniform in the range, in voxels (MONAI
 * RandGaussianSmooth; 0.25 to 1.5 and probability 0.1 are its defaults).
 */
export const gaussianBlur = (options: Blur = {}): Augmentation => ({
  kind: "gaussianBlur",
  sigma: options.sigma ?? [0.25, 1.5],
  filter: options.filter ?? "integrated",
  perModality: options.perModality ?? null,
  probability: options.probability ?? 0.1,
})

interface Affine {
  readonly rotation?: Bounds
  readonly scaling?: Bounds
  readonly axes?: "all" | "inPlane"
  readonly rotationProbability?: number
  readonly scalingProbability?: number
}

/**
 * Rotates about the crop's centre by an angle for each axis, uniform in `rotation` degrees, and scales by
 * one factor uniform in `scaling`, of which more than 1 shows more of the volume: the image trilinearly,
 * the label by the nearest voxel, zero outside of the volume. As the first step it reads what it needs
 * beyond the crop; later it finds zeros there. Defaults: nnU-Net v2 (SpatialTransform).
 */
export const affine = (options: Affine = {}): Augmentation => ({
  kind: "affine",
  rotation: options.rotation ?? [-30, 30],
  scaling: options.scaling ?? [0.7, 1.4],
  axes: options.axes ?? "all",
  rotationProbability: options.rotationProbability ?? 0.2,
  scalingProbability: options.scalingProbability ?? 0.2,
})

/**
 * Multiplies each modality's distance from its mean by a factor drawn from the range, below 1 as
 * often as above, and clips to the modality's extremes. Defaults: nnU-Net v2 (ContrastTransform).
 */
export const contrast = (options: Chance & { readonly range?: Bounds } = {}): Augmentation => ({
  kind: "contrast",
  range: options.range ?? [0.75, 1.25],
  probability: options.probability ?? 0.15,
})

interface LowResolution extends Chance {
  readonly zoom?: Bounds
  readonly axes?: "all" | "inPlane"
  /** Probability of each modality. */
  readonly perModality?: number
}

/**
 * Takes each modality down to a share of its length along each axis, uniform in `zoom`, by the nearest
 * voxel, and up again trilinearly. Defaults: nnU-Net v2 (SimulateLowResolutionTransform; v1 went up
 * by cubic splines).
 */
export const simulateLowResolution = (options: LowResolution = {}): Augmentation => ({
  kind: "simulateLowResolution",
  zoom: options.zoom ?? [0.5, 1],
  axes: options.axes ?? "all",
  perModality: options.perModality ?? 0.5,
  probability: options.probability ?? 0.25,
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
