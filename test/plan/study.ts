import { Result } from "effect"
import {
  adam,
  auc,
  classification,
  dice,
  experiment,
  grid,
  hd95,
  levels,
  linearProbe,
  m2mae,
  mae,
  modalityMask,
  patchMask,
  phantom,
  positionMask,
  scratch,
  segmentation,
  unetr,
  vit,
} from "../../dsl/index.ts"
import { builtIn } from "../../dsl/definitions.ts"
import type { Subject } from "../../runtime/plan/demand.ts"
import type { PlanEnvironment } from "../../runtime/plan/planEnvironment.ts"
import { planStudy, type Plan } from "../../runtime/plan/planStudy.ts"
import { builtInFlow } from "../../runtime/tasks/flows.ts"

const optimizer = adam({ lr: 3e-4, warmup: 1 })

/** A small experiment that pre-trains with M2-MAE and has a task of each kind. */
export const base = experiment({
  name: "small",
  dataset: phantom({ size: 32, subjects: 8, split: { test: 0.25, seed: 0 } }),
  encoder: vit({ crop: 32, patch: 8, width: 48, depth: 4, heads: 4 }),
  pretraining: m2mae({
    mask: [modalityMask(), positionMask(), patchMask()],
    pbt: levels(2, 4),
    epochs: 10,
    batch: 4,
    optimizer,
  }),
  tasks: {
    lesion: segmentation({
      network: unetr({ features: 8 }),
      regions: ["WT", "ET"],
      metrics: [dice()],
      optimizer,
      epochs: 5,
    }),
    subtype: classification({ label: "subtype", network: linearProbe(), optimizer }),
  },
  seeds: [0, 1],
})

export type Small = typeof base

/** From scratch, MAE and M2-MAE. */
export const threeArms = (of: Small = base) =>
  grid(of, {
    pretraining: {
      scratch: scratch(),
      MAE: mae({ epochs: 10, batch: 4, optimizer }),
      "M2-MAE": of.pretraining,
    },
  })

/** The built-in tasks, and hashes that say what they are hashes of. */
export const environment: PlanEnvironment = {
  definitions: builtIn,
  codeHash: (implementation) => `code of ${implementation}`,
  fingerprint: (dataset) => `data of ${dataset.kind}`,
  flowOf: builtInFlow,
}

export const planOf = (
  subjects: readonly Subject[],
  surroundings: PlanEnvironment = environment,
): Plan => Result.getOrThrow(planStudy(subjects, surroundings))

/** Kinds of stages with keys that only one of two plans has. */
export const changedKinds = (before: Plan, after: Plan): readonly string[] => {
  const known = new Set(before.stages.map((stage) => stage.key))
  return [
    ...new Set(after.stages.filter(({ key }) => !known.has(key)).map((stage) => stage.kind)),
  ].toSorted()
}

export const metricsOfOtherKinds = [
  dice({ empty: "nan" }),
  hd95({ implementation: "monai", spacing: "mm", empty: "drop" }),
] as const
export const onlyAuc = [auc()] as const
