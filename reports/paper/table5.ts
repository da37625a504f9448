import { ablationColumns } from "./ablationColumns.ts"
import { published } from "./published.ts"

/** Table V: losses. "WC" is printed above the column of the tumour core. */
export const table5 = published({
  name: "table5",
  number: "V",
  page: null,
  caption: "Evaluation of proposed Loss Function on Three Datasets",
  columns: ablationColumns,
  headings: { "brats2023.segmentation.dice.TC": "WC" },
  sameAs: { all: "M2-MAE" },
  rows: {
    MSE: ["88.26 83.07 79.96 68.11", "90.72 84.41 83.51", "96.87 89.10 68.07"],
    "MSE, Dis": ["88.75 83.94 80.53 71.72", "90.89 84.97 84.60", "96.83 90.33 74.49"],
    "MSE, PBT": ["89.07 84.45 80.76 69.78", "91.05 85.29 83.55", "97.20 90.91 67.44"],
    all: ["89.31 85.00 81.01 72.46", "91.19 85.59 84.60", "97.25 91.23 78.88"],
  },
})
