import type { Stage, StageKind } from "../plan/stage.ts"

/** How long a stage of a kind takes, roughly, against others. */
const weights: Readonly<Record<StageKind, number>> = {
  index: 1,
  preprocess: 20,
  pretrain: 400,
  reconstruct: 5,
  finetune: 100,
  predict: 10,
  embed: 5,
  probe: 5,
  classify: 100,
  score: 5,
}

/**
 * Work on the longest path from each stage to the end, itself included. Stages with the most work
 * behind them go first (list scheduling by critical path, Graham 1969).
 */
export const remainingWork = (stages: readonly Stage[]): ReadonlyMap<string, number> => {
  const work = new Map<string, number>()
  for (const stage of stages.toReversed()) {
    const own = (work.get(stage.key) ?? 0) + weights[stage.kind]
    work.set(stage.key, own)
    for (const input of Object.values(stage.inputs))
      work.set(input, Math.max(work.get(input) ?? 0, own))
  }
  return work
}
