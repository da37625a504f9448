import { ablationColumns } from "./ablationColumns.ts"
import { published } from "./published.ts"

/** Table III: the steps of the mask. A comma of the paper's text is a point: 70,56 (position, ET). */
export const table3 = published({
  name: "table3",
  number: "III",
  page: null,
  caption: "Evaluation of proposed masking strategy on three datasets",
  columns: ablationColumns,
  sameAs: { all: "M2-MAE" },
  rows: {
    none: ["87.52 71.08 63.21 64.51", "89.20 80.73 82.72", "94.78 82.48 67.01"],
    modality: ["89.16 77.72 67.75 71.70", "90.54 80.04 82.33", "96.15 86.71 67.02"],
    position: ["88.61 80.54 70.56 70.66", "90.14 82.92 83.21", "96.09 88.67 67.06"],
    patch: ["88.66 78.81 73.90 70.75", "90.58 83.20 83.79", "96.02 87.10 66.97"],
    "modality, position": ["89.55 80.17 77.29 71.77", "90.32 82.99 84.27", "97.03 88.72 67.34"],
    "modality, patch": ["88.98 81.65 76.90 71.32", "91.19 84.42 84.25", "96.78 90.11 67.12"],
    "position, patch": ["89.06 83.41 80.19 70.06", "90.75 84.44 84.27", "96.54 89.91 67.00"],
    all: ["89.31 85.00 81.01 72.46", "91.19 85.59 84.60", "97.25 91.23 78.88"],
  },
})
