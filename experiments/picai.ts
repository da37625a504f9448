/**
 * Zones of the prostate (PZ, TZ) and clinically significant cancer (ISUP 2 or more) on PI-CAI: UNETR
 * and a linear probe from scratch, after MAE and after M2-MAE; rows of Tables I and II.
 *
 * Expected: Dice of TZ / PZ after M2-MAE 91.19 / 82.59 (text, Table I; Tables III-V have 85.59 for
 *           PZ), AUC 84.60 (Table II).
 * Data:     PI-CAI public training set, 1500 scans, 300 held out (paper IV-A-2): the images and the
 *           labels repository.
 * Hardware: the paper used four NVIDIA 3090 cards; this file has not been run at full scale: one
 *           cropped scan is at hand, and no split of one leaves something to learn from and to test on.
 * Command:  PICAI=/data/picai npx ablate run experiments/picai.ts --device cuda
 *           ($PICAI holds the folders of images and, as picai_labels, the labels repository)
 * Look:     PICAI=../shared/data/picai npx ablate data check experiments/picai.ts
 *           (the cropped scan and the uncropped zones: told as two grids)
 */
import {
  adam,
  classification,
  cropForeground,
  dice,
  experiment,
  grid,
  hd95,
  levels,
  linearProbe,
  m2mae,
  mae,
  modalityMask,
  normalizeIntensity,
  patchMask,
  picai,
  positionMask,
  scratch,
  segmentation,
  spacing,
  table,
  unetr,
  vit,
} from "ablate"

const pretrain = {
  epochs: 1000,
  batch: 4,
  optimizer: adam({ lr: 3e-4, weightDecay: 0.05, warmup: 300 }),
}

const base = experiment({
  name: "picai",
  dataset: picai({
    images: "$PICAI",
    labels: "$PICAI/picai_labels",
    // The spacing of PI-CAI's own baselines; slices of 3 mm are as they were acquired.
    preprocessing: [spacing([3, 0.5, 0.5]), cropForeground(), normalizeIntensity()],
  }),
  encoder: vit({ crop: [16, 96, 96], patch: [8, 16, 16], width: 768, depth: 12, heads: 12 }),
  pretraining: m2mae({
    mask: [modalityMask({ count: 1 }), positionMask({ ratio: 0.5 }), patchMask({ ratio: 0.5 })],
    pbt: levels(3, 6, 9, 12),
    ...pretrain,
  }),
  tasks: {
    zones: segmentation({
      network: unetr({ features: 16 }),
      regions: ["TZ", "PZ"],
      metrics: [
        dice({ empty: "one" }),
        hd95({ implementation: "monai", spacing: "mm", empty: "drop" }),
      ],
      epochs: 1000,
      optimizer: adam({ lr: 3e-4, weightDecay: 0.05, warmup: 300 }),
    }),
    cancer: classification({
      label: "csPCa",
      network: linearProbe(),
      optimizer: adam({ lr: 1e-3 }),
    }),
  },
  seeds: [0, 1, 2],
})

export const results = table({
  name: "results",
  caption: "PI-CAI: zones and clinically significant cancer",
  study: grid(base, {
    pretraining: { Scratch: scratch(), MAE: mae(pretrain), "M2-MAE": base.pretraining },
  }),
  columns: ["zones.dice.TZ", "zones.dice.PZ", "cancer.auc", "cancer.accuracy"],
  spread: "subjects",
})
