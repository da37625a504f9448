/**
 * Left and right lung on proton MRI: one modality, so MAE rather than the hybrid mask pattern. Shows
 * volumes() with preprocessing steps on real lung images that others made public; no table of the paper.
 *
 * Expected: with three people nothing but that it runs and that losses fall.
 * Data:     folders NNNN with NNNNH1.nii.gz and NNNNMask.nii.gz (1 left, 2 right), coronal, 3.9 mm.
 * Hardware: two cores, three minutes.
 * Command:  LUNG_PROTON=../shared/data/lung/lung_proton npx ablate run experiments/lungProton.ts
 */
import {
  adam,
  cropForeground,
  dice,
  experiment,
  grid,
  mae,
  orientation,
  scaleIntensityRangePercentiles,
  scratch,
  segmentation,
  segmentations,
  spatialPad,
  table,
  unetr,
  vit,
  volumes,
} from "ablate"

const base = experiment({
  name: "lungProton",
  dataset: volumes({
    root: "$LUNG_PROTON",
    modalities: { proton: "{id}/{id}H1.nii.gz" },
    label: "{id}/{id}Mask.nii.gz",
    regions: { left: [1], right: [2], lungs: [1, 2] },
    preprocessing: [
      orientation("RAS"),
      cropForeground(),
      scaleIntensityRangePercentiles({ lower: 0, upper: 99.5 }),
      spatialPad(64),
    ],
    split: { test: 1, seed: 0 },
  }),
  encoder: vit({ crop: 64, patch: 8, width: 96, depth: 4, heads: 4 }),
  pretraining: mae({
    decoder: { width: 64, depth: 2, heads: 4 },
    epochs: 12,
    batch: 2,
    optimizer: adam({ lr: 2e-3, weightDecay: 0.05, warmup: 2 }),
  }),
  tasks: {
    lungs: segmentation({
      network: unetr({ features: 8 }),
      regions: ["left", "right", "lungs"],
      // Every voxel of both lungs is of one of them: no label volume could hold all three.
      rule: "independent",
      metrics: [dice({ empty: "one" })],
      epochs: 12,
      batch: 2,
      crops: 2,
      optimizer: adam({ lr: 1e-3, weightDecay: 1e-5, warmup: 1 }),
    }),
  },
  seeds: [0],
})

const methods = grid(base, { pretraining: { Scratch: scratch(), MAE: base.pretraining } })

export const lungs = table({
  name: "lungs",
  caption: "Lungs on proton MRI: UNETR from scratch and after MAE",
  study: methods,
  columns: ["lungs.dice.left", "lungs.dice.right", "lungs.dice.lungs"],
  spread: "subjects",
})

export const found = segmentations({
  name: "segmentations",
  caption: "Lungs of the test subject",
  study: methods,
  task: "lungs",
})
