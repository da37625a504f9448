/** A U-Net on images that the test has made; its data are resampled to coarser voxels than their own. */
import {
  adam,
  cropForeground,
  dice,
  experiment,
  grid,
  hd95,
  normalizeIntensity,
  orientation,
  scratch,
  segmentation,
  segmentations,
  spacing,
  spatialPad,
  table,
  unet3d,
  vit,
  volumeDifference,
  volumes,
} from "ablate"

const lesion = segmentation({
  network: unet3d({ features: [8, 16, 8] }),
  regions: ["WT", "TC", "ET"],
  metrics: [
    dice({ empty: "one" }),
    hd95({ implementation: "monai", spacing: "mm", empty: 100 }),
    volumeDifference({ as: "ml" }),
  ],
  epochs: 30,
  crops: 2,
  batch: 2,
  overlap: 0.25,
  optimizer: adam({ lr: 2e-2 }),
})

const base = experiment({
  name: "scored",
  dataset: volumes({
    root: "$MADE",
    modalities: { a: "{id}/a.nii.gz", b: "{id}/b.nii.gz" },
    label: "{id}/label.nii.gz",
    reference: "a",
    regions: { WT: [1, 2, 3], TC: [1, 3], ET: [3] },
    preprocessing: [
      orientation("RAS"),
      spacing(3),
      cropForeground(),
      spatialPad(8),
      normalizeIntensity(),
    ],
    split: { test: 4, seed: 2 },
  }),
  encoder: vit({ crop: 8, patch: 4, width: 12, depth: 1, heads: 2 }),
  pretraining: scratch(),
  tasks: {
    lesion,
    masks: { ...lesion, rule: "independent" },
  },
  seeds: [0],
})

const study = grid(base, { pretraining: { Scratch: scratch() } })

export const results = table({
  name: "results",
  study,
  columns: [
    "lesion.dice.WT",
    "lesion.dice.TC",
    "lesion.dice.ET",
    "lesion.hd95.WT",
    "lesion.hd95.TC",
    "lesion.hd95.ET",
    "lesion.volumeDifference.WT",
    "lesion.volumeDifference.TC",
    "lesion.volumeDifference.ET",
    "masks.dice.WT",
    "masks.dice.TC",
    "masks.dice.ET",
    "masks.hd95.WT",
    "masks.volumeDifference.ET",
  ],
})

export const cases = segmentations({ name: "cases", study, task: "lesion", subjects: 1 })
