import {
  adam,
  classification,
  dice,
  experiment,
  grid,
  hd95,
  levels,
  linearProbe,
  losses,
  m2mae,
  mae,
  modalityMask,
  patchMask,
  phantom,
  positionMask,
  reconstructions,
  scratch,
  segmentation,
  segmentations,
  table,
  tsne,
  unetr,
  vit,
} from "ablate"

const optimizer = adam({ lr: 1e-3, weightDecay: 0.01 })
const pretrain = { epochs: 6, batch: 2, crops: 1, optimizer }

const base = experiment({
  name: "small",
  dataset: phantom({ size: 24, subjects: 20, seed: 0, split: { test: 8, seed: 0 } }),
  encoder: vit({ crop: 16, patch: 4, width: 24, depth: 3, heads: 3 }),
  pretraining: m2mae({
    mask: [modalityMask(), positionMask(), patchMask()],
    pbt: levels(1, 3),
    ...pretrain,
  }),
  tasks: {
    lesion: segmentation({
      network: unetr({ features: 4 }),
      regions: ["WT", "TC", "ET"],
      metrics: [dice(), hd95({ implementation: "monai", spacing: "mm", empty: "drop" })],
      optimizer,
      epochs: 3,
      batch: 2,
    }),
    subtype: classification({
      label: "subtype",
      network: linearProbe(),
      optimizer,
      epochs: 20,
      batch: 4,
    }),
  },
  seeds: [0],
})

const study = grid(base, {
  pretraining: {
    Scratch: scratch(),
    MAE: mae({ decoder: { width: 24, depth: 1, heads: 2 }, ...pretrain }),
    "M2-MAE": base.pretraining,
  },
})

export const results = table({
  name: "results",
  study,
  columns: [
    "lesion.dice.WT",
    "lesion.dice.TC",
    "lesion.hd95.WT",
    "subtype.auc",
    "pretraining.varianceRatio",
  ],
})
export const curves = losses({ name: "curves", study })
export const filled = reconstructions({ name: "filled", study })
export const found = segmentations({ name: "found", study, task: "lesion" })
export const spread = tsne({
  name: "spread",
  study,
  label: "subtype",
  subjects: "all",
  perplexity: 5,
})
