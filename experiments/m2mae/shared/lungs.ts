/**
 * Section IV-A-3: proton and xenon images of the lungs, 68 subjects to train on and 17 to test. The authors' own set
 * is not public.
 *
 * LUNG: a folder in the layout of docs/datasets/lung.md.
 */
import { classification, dice, experiment, lung, m2mae, segmentation, vit } from "ablate"
import {
  metrics,
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

/**
 * M2-MAE with two of its three mask steps: of two modalities the modality mask leaves one, and the patch
 * mask nothing to choose between.
 */
export const lungs = experiment({
  name: "lungs",
  dataset: lung({ root: "$LUNG", csv: "$LUNG/labels.csv", split: { test: 17, seed: 0 } }),
  // The 24 slices lie in the middle of the crop, zeros around them.
  encoder: vit({ crop: [32, 96, 96], patch: 16, ...vitB }),
  pretraining: m2mae({ mask: [position, patch], ...pyramid }),
  tasks: {
    segmentation: segmentation({
      regions: ["cavity", "defect"],
      metrics: [dice({ empty: "one" })],
      ...segmented,
    }),
    classification: classification({ label: "diseased", ...probed }),
  },
  seeds,
  titles: { dataset: "LungasMRI Dataset", tasks, metrics, regions: { cavity: "TC", defect: "VD" } },
  scales: {
    smoke: {
      ...smoke,
      "dataset.split": { test: 4, seed: 0 },
      "encoder.crop": 32,
      "encoder.patch": 8,
    },
  },
})
