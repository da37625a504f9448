import {
  accuracy,
  adam,
  auc,
  classification,
  dice,
  experiment,
  grid,
  hd95,
  linearProbe,
  mae,
  phantom,
  scratch,
  segmentation,
  table,
  unetr,
  vit,
  type Metric,
} from "../../dsl/index.ts"
import type { Run } from "../../reports/file/cell.ts"

const optimizer = adam({ lr: 1e-3 })

export const base = experiment({
  name: "tiny",
  dataset: phantom(),
  encoder: vit({ crop: 16, patch: 8, width: 16, depth: 2, heads: 2 }),
  pretraining: mae({ epochs: 1, batch: 1, optimizer }),
  tasks: {
    glioma: segmentation({
      network: unetr(),
      optimizer,
      regions: ["WT", "ET"],
      metrics: [
        dice({ empty: "nan" }),
        hd95({ implementation: "monai", spacing: "mm", empty: "drop" }),
      ],
      epochs: 1,
    }),
    subtype: classification({
      label: "subtype",
      network: linearProbe(),
      optimizer,
      metrics: [auc(), accuracy()],
    }),
  },
  seeds: [0, 1],
})

/** Characters that each of the renderers must escape. */
export const awkward = 'a|b & c_d 50% <e> "f", {g} #h ~i ^j \\k $l\'m'

/** Three arms: no pre-training, MAE, and one with an awkward name. */
export const study = grid(base, {
  pretraining: {
    scratch: scratch(),
    MAE: mae({ epochs: 1, batch: 1, optimizer }),
    [awkward]: mae({ epochs: 2, batch: 1, optimizer }),
  },
})

export const diceNan: Metric = dice({ empty: "nan" })
export const diceOne: Metric = dice({ empty: "one" })
export const hd95Monai: Metric = hd95({ implementation: "monai", spacing: "mm", empty: "drop" })

export const run = (key: string, seed: number, stage = "score"): Run => ({
  key,
  stage,
  seed,
  commit: "0123456789abcdef",
  dirty: false,
})

export const wholeTumour = table({
  name: "whole",
  caption: "Whole tumour.",
  study,
  columns: ["glioma.dice.WT"],
})
