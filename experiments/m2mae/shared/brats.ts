/**
 * Section IV-A-1: gliomas of BraTS2023.
 *
 * BRATS2023:            the folder of the training set, 1251 subjects.
 * BRATS2023_VALIDATION: the folder of the validation set, 219 subjects without a segmentation.
 * BRATS2023_SCORES:     a folder for the tables of the challenge's server, a CSV an arm and seed.
 * GRADES:               a table with the columns ID (of BraTS2023) and Grade (LGG or HGG), 369 rows: name_mapping.csv of
 *                       BraTS 2020 joined with the challenge's sheet of names of 2017 to 2023.
 *
 * The segmentation is trained on all 1251. Its predictions of the 219 are written with `ablate predictions`, sent, and
 * scored by the server; until then a cell says "unscored". At `--scale smoke` four subjects with labels are tested.
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
    unlabelled: "$BRATS2023_VALIDATION",
    // The text calls the class IDH mutation and counts grades: 76 low-grade, 293 high-grade gliomas.
    labels: {
      grade: { csv: "$GRADES", id: "ID", column: "Grade", negative: "LGG", positive: "HGG" },
    },
    split: { test: 0, seed: 0 },
  }),
  encoder: vit({ crop: 96, patch: 16, ...vitB }),
  pretraining: m2mae({ mask: [modality, position, patch], ...pyramid }),
  tasks: {
    segmentation: segmentation({
      regions: ["WT", "TC", "ET"],
      // The server's: the deviations of ET cannot be without its penalty of 374 for an empty mask.
      metrics: [dice({ empty: "one" }), hd95({ implementation: "brats2023", spacing: "voxel" })],
      // "Glioma segmentation was submitted to BraTS2023." Its server's all_full_scores.csv, where ids have no head; the
      // lesion-wise scores are LesionWise_Dice_WT, LesionWise_Hausdorff95_WT of all_scores.csv. Heads as in
      // github.com/Sage-Bionetworks-Challenges/brats2023 (0117b52): evaluation/lesionwise/score.py.
      scores: {
        server: "the BraTS2023 server",
        folder: "$BRATS2023_SCORES",
        subject: "",
        columns: {
          "dice.WT": "Dice_WT",
          "dice.TC": "Dice_TC",
          "dice.ET": "Dice_ET",
          "hd95.WT": "Hausdorff95_WT",
          "hd95.TC": "Hausdorff95_TC",
          "hd95.ET": "Hausdorff95_ET",
        },
        // Rows of mean, std, 25quantile, median and 75quantile.
        otherRows: "ignore",
      },
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
      "dataset.unlabelled": null,
      "dataset.split": { test: 4, seed: 0 },
      "tasks.segmentation.scores": null,
      "tasks.classification.cohort": { among: "grade", test: 4, seed: 0, overlap: "pretraining" },
      "dataset.preprocessing": [spacing(2), cropForeground(), normalizeIntensity()],
      "encoder.crop": 32,
      "encoder.patch": 8,
    },
  },
})
