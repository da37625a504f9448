/**
 * Figure 11, BraTS2023: UNETR fine-tuned with 20% to 100% of the training subjects' labels after M2-MAE
 * on all of them, against UNETR from scratch with all labels.
 *
 * Expected (paper): with 60% of the labels as good as from scratch with all of them, on TC and ET.
 * Sharing:  one pre-training a seed for all five fractions.
 * Data:     BraTS2023-GLI training set, 1251 subjects, 219 held out. A share of the labels holds the
 *           smaller ones.
 * Hardware: the paper used four NVIDIA 3090 cards; this file has not been run at full scale.
 * Command:  BRATS2023=/data/BraTS2023 npx ablate run experiments/fractions.ts --device cuda
 * Smoke:    BRATS2023=../shared/data/brats2023 npx ablate run experiments/fractions.ts --scale smoke
 */
import {
  ablate,
  adam,
  brats2023,
  dice,
  experiment,
  grid,
  levels,
  lines,
  m2mae,
  modalityMask,
  patchMask,
  positionMask,
  scratch,
  segmentation,
  table,
  unetr,
  vit,
} from "ablate"

const base = experiment({
  name: "M2-MAE",
  dataset: brats2023({ root: "$BRATS2023", split: { test: 219, seed: 0 } }),
  encoder: vit({ crop: 96, patch: 16, width: 768, depth: 12, heads: 12 }),
  pretraining: m2mae({
    mask: [modalityMask({ count: 1 }), positionMask({ ratio: 0.5 }), patchMask({ ratio: 0.5 })],
    pbt: levels(3, 6, 9, 12),
    epochs: 1000,
    batch: 4,
    optimizer: adam({ lr: 3e-4, weightDecay: 0.05, warmup: 300 }),
  }),
  tasks: {
    glioma: segmentation({
      network: unetr({ features: 16 }),
      regions: ["WT", "TC", "ET"],
      metrics: [dice({ empty: "one" })],
      epochs: 1000,
      optimizer: adam({ lr: 3e-4, weightDecay: 0.05, warmup: 300 }),
    }),
  },
  seeds: [0, 1, 2],
  scales: {
    smoke: {
      "dataset.split": { test: 2, seed: 0 },
      "encoder.crop": 48,
      "encoder.patch": 8,
      "encoder.width": 96,
      "pretraining.epochs": 12,
      "pretraining.batch": 2,
      "pretraining.optimizer": adam({ lr: 2e-3, weightDecay: 0.05, warmup: 2 }),
      // In a few steps the three losses at their equal weights (equation 9) would leave the MSE alone.
      "pretraining.loss": { mse: 1, adversarial: 0.001, pbt: 0.001 },
      "pretraining.pbtReduction": "sum",
      "tasks.glioma.network": unetr({ features: 8 }),
      "tasks.glioma.epochs": 12,
      "tasks.glioma.batch": 2,
      "tasks.glioma.crops": 4,
      "tasks.glioma.optimizer": adam({ lr: 1e-3, weightDecay: 1e-5, warmup: 1 }),
      seeds: [0],
    },
  },
})

const pretrained = grid(base, { "tasks.glioma.labelFraction": [0.2, 0.4, 0.6, 0.8, 1] })
const unaided = ablate(base, { pretraining: { "from scratch, all labels": scratch() } })
const study = { ...pretrained, arms: [...pretrained.arms, ...unaided.arms] }

const columns = ["glioma.dice.WT", "glioma.dice.TC", "glioma.dice.ET"] as const

export const figure11 = lines({
  name: "figure11",
  caption: "Share of the labels used in fine-tuning",
  study,
  factor: "tasks.glioma.labelFraction",
  columns,
})

export const numbers = table({
  name: "fractions",
  caption: "Share of the labels used in fine-tuning",
  study,
  columns,
})
