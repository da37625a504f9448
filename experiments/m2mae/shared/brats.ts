/**
 * Section IV-A-1: gliomas of BraTS2023.
 *
 * BRATS2023: the folder of the training set, 1251 subjects.
 * GRADES:    a table with the columns ID (of BraTS2023) and Grade (LGG or HGG), 369 rows: name_mapping.csv of BraTS
 *            2020 joined with the challenge's sheet of names of 2017 to 2023.
 */
import {
  brats2023,
  classification,
  cropForeground,
  dice,
  experiment,
  hd95,
  m2mae,
  normalizeIntensity,
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

export const brats = experiment({
  name: "brats",
  dataset: brats2023({
    root: "$BRATS2023",
    // The text calls the class IDH mutation and counts grades: 76 low-grade, 293 high-grade gliomas.
    labels: {
      grade: { csv: "$GRADES", id: "ID", column: "Grade", negative: "LGG", positive: "HGG" },
    },
    split: { test: 219, seed: 0 },
  }),
  encoder: vit({ crop: 96, patch: 16, ...vitB }),
  pretraining: m2mae({ mask: [modality, position, patch], ...pyramid }),
  tasks: {
    segmentation: segmentation({
      regions: ["WT", "TC", "ET"],
      // The challenge's: the deviations of ET cannot be without its penalty of 374 for an empty mask.
      metrics: [dice({ empty: "one" }), hd95({ implementation: "brats2023", spacing: "voxel" })],
      ...segmented,
    }),
    // 299 of the 369 subjects with a grade are trained on, 70 tested: all of them lie in the training set of IV-A-1.
    classification: classification({
      label: "grade",
      cohort: { among: "grade", test: 70, seed: 0, overlap: "pretraining" },
      ...probed,
    }),
  },
  seeds,
  titles: { dataset: "BraTS2023 Dataset", tasks, metrics },
  scales: {
    smoke: {
      ...smoke,
      "dataset.split": { test: 4, seed: 0 },
      "tasks.classification.cohort": { among: "grade", test: 4, seed: 0, overlap: "pretraining" },
      "dataset.preprocessing": [spacing(2), cropForeground(), normalizeIntensity()],
      "encoder.crop": 32,
      "encoder.patch": 8,
    },
  },
})
