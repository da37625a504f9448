/**
 * Section IV-A-2: zones and cancer of the prostate in PI-CAI, 1200 scans to train on and 300 to test.
 *
 * PICAI: the folders of images and, as picai_labels, the labels repository (docs/datasets/picai.md).
 */
import {
  classification,
  cropForeground,
  dice,
  experiment,
  m2mae,
  normalizeIntensity,
  picai,
  segmentation,
  spacing,
  vit,
} from "ablate"
import {
  metrics,
  modality,
  patch,
  position,
  probed,
  pyramid,
  seeds,
  segmented,
  smoke,
  tasks,
  vitB,
} from "./recipe.ts"

/** Millimetres of a voxel (z, y, x) in PI-CAI's own baselines: the slices as they were acquired. */
export const millimetres = [3, 0.5, 0.5] as const

export const prostate = experiment({
  name: "prostate",
  dataset: picai({
    images: "$PICAI",
    labels: "$PICAI/picai_labels",
    preprocessing: [spacing(millimetres), cropForeground(), normalizeIntensity()],
    split: { test: 300, seed: 0 },
  }),
  // All slices of most scans: DenseNet121 halves 32 of them five times.
  encoder: vit({ crop: [32, 96, 96], patch: [8, 16, 16], ...vitB }),
  pretraining: m2mae({ mask: [modality, position, patch], ...pyramid }),
  tasks: {
    segmentation: segmentation({
      regions: ["TZ", "PZ"],
      metrics: [dice({ empty: "one" })],
      ...segmented,
    }),
    // ISUP 2 or more: 425 of the 1500 scans.
    classification: classification({ label: "csPCa", ...probed }),
  },
  seeds,
  titles: { dataset: "PI-CAI Dataset", tasks, metrics },
  scales: {
    smoke: {
      ...smoke,
      "dataset.split": { test: 4, seed: 0 },
      "encoder.crop": 32,
      "encoder.patch": 8,
    },
  },
})
