import { Schema } from "effect"
import { NonNegative } from "../field.ts"

const challenges = ["GLI", "SSA", "PED", "MEN", "MET"] as const

/**
 * What counts as one lesion and which ones count. Lesions of the truth are its connected components
 * (26 neighbours); those that touch after `dilation` steps by 18 neighbours are one. Components of the
 * prediction that touch a lesion so dilated are what is predicted for it; the others are false
 * positives. A lesion of at most `atMost` mm3 does not count. By name: as in a BraTS 2023 challenge
 * (metrics.py of BraTS-2023-Metrics).
 *
 * `paired` is the rule of brats-evaluation 0.0.10, the scorer of later challenges: components of truth
 * and prediction, matched one to one so that the sum of their Dice is largest; all count.
 */
export const Lesions = Schema.Union([
  Schema.Literals([...challenges, "paired"]),
  Schema.Struct({
    dilation: Schema.Int.check(Schema.isGreaterThanOrEqualTo(0)),
    atMost: NonNegative,
  }),
])
export type Lesions = typeof Lesions.Type

interface LesionRule {
  readonly dilation: number
  /** In mm3. */
  readonly atMost: number
}

const rules: Record<(typeof challenges)[number], LesionRule> = {
  GLI: { dilation: 3, atMost: 50 },
  SSA: { dilation: 3, atMost: 50 },
  PED: { dilation: 3, atMost: 50 },
  MEN: { dilation: 1, atMost: 50 },
  MET: { dilation: 1, atMost: 2 },
}

export const lesionRule = (lesions: Exclude<Lesions, "paired">): LesionRule =>
  typeof lesions === "string" ? rules[lesions] : lesions

/** What counts as a lesion, in words. */
export const lesionsText = (lesions: Lesions): string => {
  if (lesions === "paired")
    return "components of 26 neighbours of truth and prediction, matched one to one for the largest sum of Dice, as brats-evaluation 0.0.10"
  const { dilation, atMost } = lesionRule(lesions)
  const named = typeof lesions === "string" ? `BraTS 2023 ${lesions}: ` : ""
  const merged = dilation === 0 ? "" : `, one where they touch after ${dilation} dilations`
  return `${named}lesions of the truth are components of 26 neighbours${merged}; those of at most ${atMost} mm3 do not count`
}

/** When a lesion is found, in words. */
export const foundText = (lesions: Lesions): string =>
  lesions === "paired"
    ? "a lesion is found where it has a match"
    : lesionRule(lesions).dilation === 0
      ? "a lesion is found where the prediction touches it"
      : "a lesion is found where the prediction touches it so dilated"

/** What `lesions` is, for the fields of metrics. */
export const lesionsDoc =
  "`GLI`, `SSA`, `PED`, `MEN` or `MET`: as in that challenge of BraTS 2023. `paired`: components matched one to one, as brats-evaluation. Or `{ dilation, atMost }`: dilations that make near lesions one, and the volume in mm3 up to which a lesion does not count."
