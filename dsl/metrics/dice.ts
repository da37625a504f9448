import { Schema } from "effect"
import { defaulted } from "../field.ts"
import { defineMetric } from "./family.ts"

const conventions = {
  one: "two empty masks give 1",
  nan: "subjects with two empty masks are dropped",
  nanWithoutTruth: "subjects without the region in the truth are dropped, whatever is predicted",
}

/** Dice coefficient. Where exactly one mask is empty it is 0, unless the convention drops the subject. */
export const dice = defineMetric({
  kind: "dice",
  doc: "Dice coefficient of two masks.",
  implementation: "ablate:metrics/dice",
  of: "masks",
  per: "subject",
  title: "Dice",
  unit: () => "%",
  digits: 2,
  better: "higher",
  convention: ({ empty }) => `Dice: ${conventions[empty]}`,
  fields: {
    empty: defaulted(
      Schema.Literals(["one", "nan", "nanWithoutTruth"]),
      "one",
      "What empty masks give. `one`: two empty masks give 1 (BraTS, MONAI with ignore_empty=False); `nan`: they drop the subject (nnU-Net); `nanWithoutTruth`: an empty truth drops it, whatever was predicted (MONAI's default).",
      "BraTS",
    ),
  },
})

export type Dice = ReturnType<typeof dice>
