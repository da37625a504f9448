/**
 * Zones of the prostate (PZ, TZ) and clinically significant cancer (ISUP 2 or more) on PI-CAI: UNETR
 * and a linear probe from scratch, after MAE and after M2-MAE; rows of Tables I and II.
 *
 * Expected: Dice of TZ / PZ after M2-MAE 91.19 / 82.59 (text, Table I; Tables III-V have 85.59 for
 *           PZ), AUC 84.60 (Table II).
 * Data:     PI-CAI public training set, 1500 scans, 300 held out (paper IV-A-2): the images and the
 *           labels repository.
 * Hardware: the paper used four NVIDIA 3090 cards; this file has not been run at full scale.
 * Command:  PICAI=/data/picai npx ablate run experiments/picai.ts --device cuda
 *           ($PICAI holds the folders of images and, as picai_labels, the labels repository)
 * Smoke:    PICAI=... npx ablate run experiments/picai.ts --scale smoke --only pretrain,finetune
 *           (docs/datasets/picai.md: one scan, trained on, nobody held out, so nothing is measured)
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
  losses,
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
  tsne,
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
  scales: {
    smoke: {
      "dataset.split": { test: 0, seed: 0 },
      "encoder.crop": [8, 48, 48],
      "encoder.patch": [4, 8, 8],
      "encoder.width": 96,
      "pretraining.epochs": 24,
      "pretraining.batch": 2,
      "pretraining.optimizer": adam({ lr: 2e-3, weightDecay: 0.05, warmup: 2 }),
      // In a few steps the three losses at their equal weights (equation 9) would leave the MSE alone.
      "pretraining.loss": { mse: 1, adversarial: 0.001, pbt: 0.001 },
      "pretraining.pbtReduction": "sum",
      "tasks.zones.network": unetr({ features: 8 }),
      "tasks.zones.epochs": 24,
      "tasks.zones.batch": 2,
      "tasks.zones.crops": 4,
      "tasks.zones.optimizer": adam({ lr: 1e-3, weightDecay: 1e-5, warmup: 1 }),
      seeds: [0],
    },
  },
})

const study = grid(base, {
  pretraining: { Scratch: scratch(), MAE: mae(pretrain), "M2-MAE": base.pretraining },
})

export const results = table({
  name: "results",
  caption: "PI-CAI: zones and clinically significant cancer",
  study,
  columns: ["zones.dice.TZ", "zones.dice.PZ", "cancer.auc", "cancer.accuracy"],
  spread: "subjects",
})

export const figure10 = tsne({
  name: "figure10",
  caption: "Features of PI-CAI's test scans before fine-tuning, by clinically significant cancer",
  study,
  label: "csPCa",
})

export const curves = losses({ name: "losses", caption: "Training losses", study })
