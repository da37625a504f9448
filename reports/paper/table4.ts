import { ablationColumns } from "./ablationColumns.ts"
import { published } from "./published.ts"

/** Table IV: levels of the Pyramid Barlow Twins. "WC" is printed above the column of the tumour core. */
export const table4 = published({
  name: "table4",
  number: "IV",
  page: null,
  caption: "Evaluation of M²-MAE using pyramid barlow twin module in Various Level",
  columns: ablationColumns,
  headings: { "brats2023.segmentation.dice.TC": "WC" },
  sameAs: { "4 (3rd, 6th, 9th, 12th layer)": "M2-MAE" },
  rows: {
    "1 (input)": ["88.81 84.14 80.76 71.27", "90.87 85.22 84.09", "96.83 90.99 74.49"],
    "2 (6th, 12th layer)": ["88.85 84.51 80.81 71.71", "90.81 85.28 84.02", "96.01 91.12 74.70"],
    "3 (4th, 8th, 12th layer)": [
      "89.24 84.77 80.89 72.30",
      "91.09 85.54 84.78",
      "97.15 90.91 77.98",
    ],
    "4 (3rd, 6th, 9th, 12th layer)": [
      "89.31 85.00 81.01 72.46",
      "91.19 85.59 84.60",
      "97.25 91.23 78.88",
    ],
    "12 (all layers)": ["89.70 83.15 79.50 69.54", "90.24 83.45 83.71", "96.66 90.60 67.11"],
  },
})
