import { Effect } from "effect"
import { dice } from "../../../runtime/metrics/dice.ts"
import { hd95 } from "../../../runtime/metrics/hd95.ts"
import type { Case, Setting } from "../case.ts"
import { grid, largePairs, tumourPairs, writePairs, type MaskPair } from "../dataMasks.ts"

const hd95Of = ({ prediction, truth }: MaskPair): number =>
  hd95(
    prediction,
    truth,
    { shape: grid, spacing: [1, 1, 1] },
    { implementation: "monai", spacing: "mm", empty: "drop" },
  )

const diceOf = ({ prediction, truth }: MaskPair): number =>
  dice(prediction, truth, { empty: "nan" })

const metricOf = (
  pairs: Effect.Effect<readonly MaskPair[], unknown>,
  metric: (pair: MaskPair) => number,
): Case["ours"] =>
  Effect.fnUntraced(function* ({ folder }: Setting) {
    const made = yield* pairs
    yield* writePairs(folder, made)
    return { times: {}, step: () => Effect.sync(() => ({ values: made.map(metric) })) }
  })

const common = { theirs: "dataMetrics", warmup: 2, steps: 9 } as const

export const cases: readonly Case[] = [
  {
    ...common,
    name: "hd95",
    title: "HD95 of 3 pairs of whole tumours in 240 x 240 x 155",
    ours: metricOf(tumourPairs, hd95Of),
    options: () => ({ pairs: 3 }),
    tolerance: 1e-6,
    goal: 0.2,
    note: "MONAI compute_hausdorff_distance, SciPy",
  },
  {
    ...common,
    name: "hd95-large",
    title: "HD95 of 2 ellipsoids as wide as 240 x 240 x 155",
    ours: metricOf(largePairs, hd95Of),
    options: () => ({ pairs: 1 }),
    tolerance: 1e-6,
    goal: 0.2,
    note: "MONAI compute_hausdorff_distance, SciPy",
  },
  {
    ...common,
    name: "dice",
    title: "Dice of 3 pairs of whole tumours in 240 x 240 x 155",
    ours: metricOf(tumourPairs, diceOf),
    options: () => ({ metric: "dice", pairs: 3 }),
    tolerance: 1e-12,
    goal: 1,
    note: "NumPy, bool masks, count_nonzero",
  },
]
