import { lesionRule, type Lesions } from "../../dsl/metrics/lesions.ts"
import { boxOf, cropped, widened } from "./box.ts"
import { componentsOf, dilated } from "./components.ts"
import type { MaskPair } from "./contract.ts"
import { requireGrid } from "./grid.ts"
import { pairedComponents } from "./pairedLesions.ts"

/** A lesion of the truth, and what is predicted for it. */
export interface Lesion {
  /** Whether some predicted component touches it. */
  readonly found: boolean
  /** The lesion and all predicted components that touch it, alone on their part of the grid. */
  readonly pair: () => MaskPair
}

export interface MatchedLesions {
  /** Those large enough to count. */
  readonly lesions: readonly Lesion[]
  /** Predicted components that touch no lesion, the small ones included. */
  readonly falsePositives: number
}

const none: MatchedLesions = { lesions: [], falsePositives: 0 }

/** One lesion and some predicted components, alone on their part of the grid. */
const alone = (
  pair: MaskPair,
  isLesion: (at: number) => boolean,
  isPredicted: (at: number) => boolean,
): MaskPair => {
  const { prediction, truth, shape } = pair
  const box = boxOf(shape, (at) => isLesion(at) || isPredicted(at))
  const own: MaskPair = {
    ...pair,
    prediction: prediction.map((_, at) => (isPredicted(at) ? 1 : 0)),
    truth: truth.map((_, at) => (isLesion(at) ? 1 : 0)),
  }
  return box === undefined ? own : cropped(own, box)
}

const paired = (pair: MaskPair): MatchedLesions => {
  const { lesions, predicted, componentOf } = pairedComponents(pair)
  const found = [...componentOf].slice(1)
  return {
    lesions: found.map((component, index) => ({
      found: component > 0,
      pair: () =>
        alone(
          pair,
          (at) => lesions.labels[at] === index + 1,
          (at) => component > 0 && predicted.labels[at] === component,
        ),
    })),
    falsePositives: predicted.count - found.filter((component) => component > 0).length,
  }
}

const touching = (
  pair: MaskPair,
  { dilation, atMost }: { dilation: number; atMost: number },
): MatchedLesions => {
  const { prediction, truth, shape, spacing } = pair
  // A lesion dilated is a component of the dilated truth: dilation joins what it makes touch.
  const grown = componentsOf(dilated(truth, shape, dilation), shape)
  const predicted = componentsOf(prediction, shape)
  const voxels = new Float64Array(grown.count + 1)
  const touched = Array.from({ length: grown.count + 1 }, () => new Set<number>())
  for (let at = 0; at < truth.length; at++) {
    const lesion = grown.labels[at]!
    if (lesion === 0) continue
    if (truth[at] !== 0) voxels[lesion]!++
    if (predicted.labels[at] !== 0) touched[lesion]!.add(predicted.labels[at]!)
  }
  const claimed = new Set(touched.flatMap((components) => [...components]))
  const lesionPair = (lesion: number, components: ReadonlySet<number>) => (): MaskPair =>
    alone(
      pair,
      (at) => truth[at] !== 0 && grown.labels[at] === lesion,
      (at) => components.has(predicted.labels[at]!),
    )
  const volume = spacing[0] * spacing[1] * spacing[2]
  return {
    lesions: touched.flatMap((components, lesion): readonly Lesion[] =>
      lesion > 0 && voxels[lesion]! * volume > atMost
        ? [{ found: components.size > 0, pair: lesionPair(lesion, components) }]
        : [],
    ),
    falsePositives: predicted.count - claimed.size,
  }
}

/**
 * The lesions of a truth and what is predicted for each, by a rule of `Lesions`. Throws a RangeError when a mask does not fill the grid.
 */
export const matchLesions = (pair: MaskPair, lesions: Lesions): MatchedLesions => {
  requireGrid(pair.prediction, pair)
  requireGrid(pair.truth, pair)
  const { prediction, truth, shape } = pair
  const box = boxOf(shape, (at) => prediction[at] !== 0 || truth[at] !== 0)
  if (box === undefined) return none
  if (lesions === "paired") return paired(cropped(pair, box))
  const rule = lesionRule(lesions)
  return touching(cropped(pair, widened(box, rule.dilation, shape)), rule)
}
