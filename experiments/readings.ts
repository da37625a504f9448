/**
 * How the text of M2-MAE can be read: each reading of equations 4, 5, 7 and 9 as an arm, and what else the
 * loss leaves open. docs/methods/m2mae.md says which is the default, and why.
 *
 * Expected: "as printed", "mean MSE", "mean MSE, PBT per dimension" and "PBT as Barlow Twins' code" are warned
 *           of at the scale "smoke": a term drowns another by more than a factor of 100. What each reading
 *           does to Dice is not known: nobody has run this at full scale.
 * Data:     BraTS2023-GLI training set, 1251 subjects, 219 held out.
 * Hardware: that of experiments/m2mae/table1.ts; nine pre-trainings a seed.
 * Command:  BRATS2023=/data/BraTS2023 npx ablate run experiments/readings.ts --device cuda
 * Smoke:    BRATS2023=../shared/data/brats2023 npx ablate run experiments/readings.ts --scale smoke \
 *           --only table=reconstruction     (two cores; 21 minutes where they did much else)
 */
import {
  adam,
  brats2023,
  dice,
  experiment,
  grid,
  levels,
  losses,
  m2mae,
  modalityMask,
  patchMask,
  positionMask,
  segmentation,
  table,
  unetr,
  vit,
} from "ablate"

const optimizer = adam({ lr: 3e-4, weightDecay: 0.05, warmup: 300 })

const base = experiment({
  name: "readings",
  dataset: brats2023({ root: "$BRATS2023", split: { test: 219, seed: 0 } }),
  encoder: vit({ crop: 96, patch: 16, width: 768, depth: 12, heads: 12 }),
  pretraining: m2mae({
    mask: [modalityMask({ count: 1 }), positionMask({ ratio: 0.5 }), patchMask({ ratio: 0.5 })],
    pbt: levels(3, 6, 9, 12),
    epochs: 1000,
    batch: 4,
    optimizer,
  }),
  tasks: {
    glioma: segmentation({
      network: unetr({ features: 16 }),
      regions: ["WT", "TC", "ET"],
      metrics: [dice({ empty: "one" })],
      epochs: 1000,
      optimizer,
    }),
  },
  seeds: [0, 1, 2],
  scales: {
    smoke: {
      "dataset.split": { test: 2, seed: 0 },
      "encoder.crop": 32,
      "encoder.patch": 8,
      "encoder.width": 48,
      "pretraining.epochs": 6,
      "pretraining.optimizer": adam({ lr: 1e-3, weightDecay: 0.05, warmup: 1 }),
      "tasks.glioma.epochs": 2,
      "tasks.glioma.optimizer": adam({ lr: 1e-3, weightDecay: 1e-5, warmup: 1 }),
      seeds: [0],
    },
  },
})

const { pretraining } = base

/** Every equation as it stands. */
const printed = {
  ...pretraining,
  mseReduction: "sum",
  pbtReduction: "sum",
  pbtCorrelation: "uncentred",
  pbtNorm: "before",
  lambda: 1,
} as const

const study = grid(base, {
  pretraining: {
    default: pretraining,
    "as printed": printed,
    // What was done before the reductions were fields.
    "mean MSE": { ...printed, mseReduction: "mean" },
    "mean MSE, PBT per dimension": {
      ...printed,
      mseReduction: "mean",
      pbtReduction: "perDimension",
    },
    // Summed and centred, with the lambda of that code: beside a mean MSE.
    "PBT as Barlow Twins' code": {
      ...pretraining,
      pbtReduction: "sum",
      pbtCorrelation: "centred",
    },
    "centred, per dimension": { ...pretraining, pbtCorrelation: "centred" },
    "after the last norm": { ...pretraining, pbtNorm: "after" },
    "MSE of masked cells": { ...pretraining, region: "masked" },
    "learned fill": { ...pretraining, fill: "learned" },
  },
})

export const reconstruction = table({
  name: "reconstruction",
  caption: "Readings of M2-MAE's loss: how far reconstructions are from an average image",
  study,
  columns: ["pretraining.varianceRatio"],
})

export const segmentations = table({
  name: "segmentation",
  caption: "Readings of M2-MAE's loss: UNETR on BraTS2023 after pre-training",
  study,
  columns: ["glioma.dice.WT", "glioma.dice.TC", "glioma.dice.ET"],
  spread: "subjects",
})

export const curves = losses({ name: "losses", caption: "Losses of each reading", study })
