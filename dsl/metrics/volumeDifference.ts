import { Schema } from "effect"
import { required } from "../field.ts"
import { defineMetric } from "./family.ts"

/** Absolute difference of the volumes of prediction and truth. */
export const volumeDifference = defineMetric({
  kind: "volumeDifference",
  doc: "Absolute difference of the volumes.",
  implementation: "ablate:metrics/volumeDifference",
  of: "masks",
  per: "subject",
  title: "Volume difference",
  unit: ({ as }) => (as === "share" ? "%" : "ml"),
  digits: 2,
  better: "lower",
  convention: ({ as }) =>
    as === "share"
      ? "Volume difference: absolute, as a share of the true volume; subjects without the region are dropped"
      : "Volume difference: absolute, in ml",
  fields: {
    as: required(
      Schema.Literals(["share", "ml"]),
      "`share`: of the true volume (the WMH challenge's AVD); `ml`: in millilitres (ISLES).",
    ),
  },
})
