import { Schema } from "effect"
import { NonNegative, required } from "../field.ts"
import { defineMetric } from "./family.ts"

const spacing = Schema.Literals(["mm", "voxel"])

/**
 * Implementations disagree, so a convention names one: `monai` (larger of the two directed 95%
 * quantiles over one-voxel edges), `medpy` (95th percentile of the pooled distances), `brats2023`
 * (surface-distance's area-weighted half-voxel surfaces; one empty mask gives 374, two give 0).
 *
 * `empty`: `drop` drops a subject with an empty mask; a number is the penalty where one mask is
 * empty, two empty masks then give 0.
 */
const Hd95Convention = Schema.Union([
  Schema.Struct({
    implementation: Schema.Literals(["monai", "medpy"]),
    spacing,
    empty: Schema.Union([Schema.Literal("drop"), NonNegative]),
  }),
  Schema.Struct({ implementation: Schema.Literal("brats2023"), spacing }),
])
export type Hd95Convention = typeof Hd95Convention.Type

const implementations: Record<Hd95Convention["implementation"], string> = {
  monai: "MONAI's: the larger of the two directed 95% quantiles over one-voxel edges",
  medpy: "medpy's: 95th percentile of the pooled distances between one-voxel edges",
  brats2023: "BraTS 2023's: the larger of the two area-weighted directed 95% quantiles",
}

const emptyMasks = (convention: Hd95Convention): string => {
  if (convention.implementation === "brats2023") return "one empty mask gives 374, two give 0"
  return convention.empty === "drop"
    ? "subjects with an empty mask are dropped"
    : `one empty mask gives ${convention.empty}, two give 0`
}

export const hd95Definition = defineMetric({
  kind: "hd95",
  doc: "95th percentile Hausdorff distance of two masks.",
  implementation: "ablate:metrics/hd95",
  of: "masks",
  per: "subject",
  title: "HD95",
  unit: ({ convention }) => convention.spacing,
  digits: 2,
  better: "lower",
  convention: ({ convention }) =>
    [
      `HD95: ${implementations[convention.implementation]}`,
      convention.spacing === "mm" ? "in mm" : "in voxels, whatever their spacing",
      emptyMasks(convention),
    ].join("; "),
  fields: {
    convention: required(
      Hd95Convention,
      "`implementation`: `monai`, `medpy` or `brats2023`; `spacing`: `mm` or `voxel`; `empty`, of the first two: `drop`, or a penalty.",
    ),
  },
})

export type Hd95 = ReturnType<typeof hd95Definition>

/** HD95 under a convention that must be named. */
export const hd95 = (convention: Hd95Convention): Hd95 => hd95Definition({ convention })
