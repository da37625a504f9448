import { required } from "../field.ts"
import { defineMetric } from "./family.ts"
import { foundText, Lesions, lesionsDoc, lesionsText } from "./lesions.ts"

const fields = { lesions: required(Lesions, lesionsDoc) }

/** Lesion-wise Dice. By BraTS 2023's rule, the lesions' Dice over their number and that of false positives. */
export const lesionwiseDice = defineMetric({
  kind: "lesionwiseDice",
  doc: "Mean Dice of lesions.",
  implementation: "ablate:metrics/lesionwiseDice",
  of: "masks",
  per: "subject",
  title: "Lesion-wise Dice",
  unit: () => "%",
  digits: 2,
  better: "higher",
  convention: ({ lesions }) =>
    lesions === "paired"
      ? `Lesion-wise Dice: ${lesionsText(lesions)}; the mean of the pairs, 0 without one; without lesions and false positives the subject is dropped`
      : `Lesion-wise Dice: ${lesionsText(lesions)}; a false positive counts 0; without lesions and false positives 1`,
  fields,
})

/** Lesion-wise HD95. By BraTS 2023's rule, a missed lesion and a false positive count 374 mm. */
export const lesionwiseHd95 = defineMetric({
  kind: "lesionwiseHd95",
  doc: "Mean HD95 of lesions.",
  implementation: "ablate:metrics/lesionwiseHd95",
  of: "masks",
  per: "subject",
  title: "Lesion-wise HD95",
  unit: () => "mm",
  digits: 2,
  better: "lower",
  convention: ({ lesions }) =>
    lesions === "paired"
      ? `Lesion-wise HD95: ${lesionsText(lesions)}; 95th percentile of the pooled distances; the mean of the pairs, 373 without one; without lesions and false positives the subject is dropped`
      : `Lesion-wise HD95: ${lesionsText(lesions)}; BraTS 2023's area-weighted HD95; a missed lesion and a false positive count 374; without lesions and false positives 0`,
  fields,
})

/** F1 of the lesions found: 2 found / (2 found + missed + false). */
export const lesionF1 = defineMetric({
  kind: "lesionF1",
  doc: "F1 of the lesions found.",
  implementation: "ablate:metrics/lesionF1",
  of: "masks",
  per: "subject",
  title: "Lesion F1",
  unit: () => "%",
  digits: 2,
  better: "higher",
  convention: ({ lesions }) =>
    `Lesion F1: ${lesionsText(lesions)}; ${foundText(lesions)}; subjects without lesions and false positives are dropped`,
  fields,
})

/** Share of the lesions found. */
export const lesionSensitivity = defineMetric({
  kind: "lesionSensitivity",
  doc: "Share of the lesions found.",
  implementation: "ablate:metrics/lesionSensitivity",
  of: "masks",
  per: "subject",
  title: "Lesion sensitivity",
  unit: () => "%",
  digits: 2,
  better: "higher",
  convention: ({ lesions }) =>
    `Lesion sensitivity: ${lesionsText(lesions)}; ${foundText(lesions)}; subjects without lesions are dropped`,
  fields,
})
