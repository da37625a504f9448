import { Schema } from "effect"
import { Positive, required } from "../field.ts"
import { defineMetric } from "./family.ts"

/** Normalised surface Dice at a tolerance (Nikolov et al. 2021), as DeepMind's surface-distance. */
export const surfaceDice = defineMetric({
  kind: "surfaceDice",
  doc: "Share of both surfaces that lies within a tolerance of the other one.",
  implementation: "ablate:metrics/surfaceDice",
  of: "masks",
  per: "subject",
  title: "Surface Dice",
  unit: () => "%",
  digits: 2,
  better: "higher",
  convention: ({ tolerance, empty }) =>
    `Surface Dice: area-weighted share of both surfaces within ${tolerance} mm of the other one; one empty mask gives 0, ${empty === "one" ? "two give 1" : "subjects with two are dropped"}`,
  fields: {
    tolerance: required(Positive, "In mm: how far surfaces may lie apart."),
    empty: required(
      Schema.Literals(["one", "drop"]),
      "Two empty masks: `one` gives 1, `drop` drops the subject (surface-distance's NaN).",
    ),
  },
})
