import { Schema } from "effect"
import { NonNegative } from "./field.ts"

/**
 * Dice coefficient. `empty` says what empty masks give: `one`, two empty masks give 1 (BraTS, MONAI
 * with ignore_empty=False); `nan`, two empty masks give NaN (nnU-Net); `nanWithoutTruth`, an empty
 * truth gives NaN whatever was predicted (MONAI's default). NaN is dropped from means. Otherwise one
 * empty mask gives 0.
 */
export const Dice = Schema.Struct({
  metric: Schema.Literal("dice"),
  empty: Schema.Literals(["one", "nan", "nanWithoutTruth"]),
})
export type Dice = typeof Dice.Type

const spacing = Schema.Literals(["mm", "voxel"])
/**
 * `drop`: NaN where a mask is empty, dropped from means. A number: the penalty where one mask is
 * empty; two empty masks then give 0.
 */
const empty = Schema.Union([Schema.Literal("drop"), NonNegative])

/**
 * 95th percentile Hausdorff distance. Implementations disagree, so the column carries which one:
 * `monai` (larger of the two directed 95% quantiles over one-voxel edges), `medpy` (95th percentile
 * of the pooled distances), `brats2023` (surface-distance's area-weighted half-voxel surfaces; one
 * empty mask gives 374, two give 0).
 */
export const Hd95 = Schema.Union([
  Schema.Struct({
    metric: Schema.Literal("hd95"),
    implementation: Schema.Literals(["monai", "medpy"]),
    spacing,
    empty,
  }),
  Schema.Struct({
    metric: Schema.Literal("hd95"),
    implementation: Schema.Literal("brats2023"),
    spacing,
  }),
])
export type Hd95 = typeof Hd95.Type

/** Area under the ROC curve; ties count half. */
export const Auc = Schema.Struct({ metric: Schema.Literal("auc") })
export type Auc = typeof Auc.Type

/** Share of subjects on the right side of `threshold` on the predicted probability. */
export const Accuracy = Schema.Struct({
  metric: Schema.Literal("accuracy"),
  threshold: Schema.Finite,
})
export type Accuracy = typeof Accuracy.Type

export const SegmentationMetric = Schema.Union([Dice, Hd95])
export type SegmentationMetric = typeof SegmentationMetric.Type
export const ClassificationMetric = Schema.Union([Auc, Accuracy])
export type ClassificationMetric = typeof ClassificationMetric.Type
export type Metric = SegmentationMetric | ClassificationMetric

/** Dice; two empty masks give 1 unless said otherwise (the BraTS convention). */
export const dice = (options: { readonly empty?: Dice["empty"] } = {}): Dice => ({
  metric: "dice",
  empty: options.empty ?? "one",
})

type WithoutName<T> = T extends unknown ? Omit<T, "metric"> : never

/** HD95 under a convention that must be named. */
export const hd95 = (convention: WithoutName<Hd95>): Hd95 => ({ metric: "hd95", ...convention })

/** AUC. */
export const auc = (): Auc => ({ metric: "auc" })

/** Accuracy at a threshold, 0.5 unless said otherwise. */
export const accuracy = (options: { readonly threshold?: number } = {}): Accuracy => ({
  metric: "accuracy",
  threshold: options.threshold ?? 0.5,
})
