import { lesionRule, type Lesions } from "../../dsl/metrics/lesions.ts"
import { boxOf, cropped, widened } from "./box.ts"
import { componentsOf, dilated } from "./components.ts"
import type { MaskPair } from "./contract.ts"
import { requireGrid } from "./grid.ts"

/** A lesion of the truth, and what is predicted for it. */
interface Lesion {
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

const matched = (pair: MaskPair, { dilation, atMost }: { dilation: number; atMost: number }) => {
  const { prediction, truth, shape, spacing } = pair
  // A lesion dilated is a component of the dilated truth: dilation joins what it makes touch.
  const grown = componentsOf(dilated(truth, shape, dilation), shape)
  const predicted = componentsOf(prediction, shape)
  const voxels = new Float64Array(grown.count + 1)
  const touching = Array.from({ length: grown.count + 1 }, () => new Set<number>())
  for (let at = 0; at < truth.length; at++) {
    const lesion = grown.labels[at]!
    if (lesion === 0) continue
    if (truth[at] !== 0) voxels[lesion]!++
    if (predicted.labels[at] !== 0) touching[lesion]!.add(predicted.labels[at]!)
  }
  const claimed = new Set(touching.flatMap((components) => [...components]))
  const lesionPair = (lesion: number, components: ReadonlySet<number>) => (): MaskPair => {
    const isLesion = (at: number) => truth[at] !== 0 && grown.labels[at] === lesion
    const isPredicted = (at: number) => components.has(predicted.labels[at]!)
    const box = boxOf(shape, (at) => isLesion(at) || isPredicted(at))
    const own: MaskPair = {
      prediction: prediction.map((_, at) => (isPredicted(at) ? 1 : 0)),
      truth: truth.map((_, at) => (isLesion(at) ? 1 : 0)),
      shape,
      spacing,
    }
    return box === undefined ? own : cropped(own, box)
  }
  const volume = spacing[0] * spacing[1] * spacing[2]
  return {
    lesions: touching.flatMap((components, lesion): readonly Lesion[] =>
      lesion > 0 && voxels[lesion]! * volume > atMost
        ? [{ found: components.size > 0, pair: lesionPair(lesion, components) }]
        : [],
    ),
    falsePositives: predicted.count - claimed.size,
  }
}

/**
 * The lesions of a truth and what is predicted for each, by BraTS 2023's rule or one's own
 * (`Lesions`). Throws a RangeError when a mask does not fill the grid.
 */
export const matchLesions = (pair: MaskPair, lesions: Lesions): MatchedLesions => {
  requireGrid(pair.prediction, pair)
  requireGrid(pair.truth, pair)
  const rule = lesionRule(lesions)
  const { prediction, truth, shape } = pair
  const box = boxOf(shape, (at) => prediction[at] !== 0 || truth[at] !== 0)
  return box === undefined ? none : matched(cropped(pair, widened(box, rule.dilation, shape)), rule)
}
