import { Schema } from "effect"
import { Extent, Positive } from "./field.ts"

/** Where the axes (x, y, z) of a volume point: right or left, anterior or posterior, superior or inferior. */
export const AxisCodes = Schema.Literals([
  ...(["RAS", "RAI", "RPS", "RPI", "LAS", "LAI", "LPS", "LPI"] as const),
  ...(["RSA", "RIA", "RSP", "RIP", "LSA", "LIA", "LSP", "LIP"] as const),
  ...(["ARS", "ARI", "PRS", "PRI", "ALS", "ALI", "PLS", "PLI"] as const),
  ...(["ASR", "AIR", "PSR", "PIR", "ASL", "AIL", "PSL", "PIL"] as const),
  ...(["SRA", "IRA", "SRP", "IRP", "SLA", "ILA", "SLP", "ILP"] as const),
  ...(["SAR", "IAR", "SPR", "IPR", "SAL", "IAL", "SPL", "IPL"] as const),
])
export type AxisCodes = typeof AxisCodes.Type

const Percent = Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 100 }))
const Millimetres = Schema.Union([Positive, Schema.Tuple([Positive, Positive, Positive])])
const modalities = Schema.optionalKey(Schema.Array(Schema.String))

/** One step of preprocessing, applied to a whole subject; steps apply in order. */
export const PreprocessingStep = Schema.Union([
  Schema.Struct({ kind: Schema.Literal("orientation"), axcodes: AxisCodes }),
  Schema.Struct({
    kind: Schema.Literal("spacing"),
    to: Millimetres,
    interpolation: Schema.Literals(["nearest", "linear"]),
  }),
  Schema.Struct({ kind: Schema.Literal("cropForeground") }),
  Schema.Struct({ kind: Schema.Literal("spatialPad"), to: Extent }),
  Schema.Struct({
    kind: Schema.Literal("normalizeIntensity"),
    nonzero: Schema.Boolean,
    modalities,
  }),
  Schema.Struct({
    kind: Schema.Literal("scaleIntensityRangePercentiles"),
    lower: Percent,
    upper: Percent,
    to: Schema.Tuple([Schema.Finite, Schema.Finite]),
    clip: Schema.Boolean,
    modalities,
  }).check(
    Schema.makeFilter(({ lower, upper, to: [low, high] }) =>
      lower < upper && low < high ? undefined : "lower below upper, and `to` from low to high",
    ),
  ),
  Schema.Struct({ kind: Schema.Literal("divideByMax"), modalities }),
])
type Step = typeof PreprocessingStep.Type

/** Steps on intensities name the modalities that they change; all where they name none. */
export type PreprocessingStep<Modality extends string = string> = Step extends infer S
  ? S extends { readonly modalities?: unknown }
    ? Omit<S, "modalities"> & { readonly modalities?: readonly Modality[] }
    : S
  : never

/** Steps in order, as a field of a data set. */
export const Preprocessing = Schema.Array(PreprocessingStep)

interface Of<Modality extends string> {
  readonly modalities?: readonly Modality[]
}

/** Turns axes and flips them, without resampling, until (x, y, z) point as said (MONAI Orientation). */
export const orientation = (axcodes: AxisCodes) => ({ kind: "orientation", axcodes }) as const

/**
 * Resamples images (trilinear unless said otherwise) and labels (nearest) to voxels of `to` mm, one
 * number or (z, y, x); the first voxel stays (MONAI Spacing, padding_mode "border").
 */
export const spacing = (
  to: typeof Millimetres.Type,
  options: { readonly interpolation?: "nearest" | "linear" } = {},
) => ({ kind: "spacing", to, interpolation: options.interpolation ?? "linear" }) as const

/** Crops to the box of the voxels that are not 0 in some modality or the label (MONAI CropForeground). */
export const cropForeground = () => ({ kind: "cropForeground" }) as const

/** Pads with 0, alike on both sides, axes that are shorter than `to`, (z, y, x) (MONAI SpatialPad). */
export const spatialPad = (to: Extent) => ({ kind: "spatialPad", to }) as const

/**
 * (value - mean) / standard deviation, over all voxels or (`nonzero`, the default) those that are not
 * 0, which alone change (MONAI NormalizeIntensity, channel_wise).
 */
export const normalizeIntensity = <const Modality extends string = never>(
  options: Of<Modality> & { readonly nonzero?: boolean } = {},
) => ({ kind: "normalizeIntensity", nonzero: true, ...options }) as const

/**
 * Maps the percentiles `lower` and `upper` of a modality linearly to `to`; values beyond them are
 * clipped unless said otherwise (MONAI ScaleIntensityRangePercentiles, channel_wise).
 */
export const scaleIntensityRangePercentiles = <const Modality extends string = never>(
  options: Of<Modality> & {
    readonly lower: number
    readonly upper: number
    readonly to?: readonly [number, number]
    readonly clip?: boolean
  },
) => ({ kind: "scaleIntensityRangePercentiles", to: [0, 1], clip: true, ...options }) as const

/** Divides a modality by its largest value, so that 0 stays 0; for signals without a scale, as 129Xe. */
export const divideByMax = <const Modality extends string = never>(options: Of<Modality> = {}) =>
  ({ kind: "divideByMax", ...options }) as const

/** What a data set does where it says nothing: the box that is not 0, then z-scores of each modality. */
export const defaultPreprocessing = [
  cropForeground(),
  normalizeIntensity({ nonzero: true }),
] as const satisfies readonly PreprocessingStep[]
