import { published } from "./published.ts"

/** Table II: classification; AUC and accuracy in percent. */
export const table2 = published({
  name: "table2",
  number: "II",
  page: null,
  caption:
    "Classification Results of the Proposed Method and Other Existing SOTA Methods on Three Multi-modality Dataset",
  columns: {
    brats2023: ["classification.auc", "classification.accuracy"],
    picai: ["classification.auc", "classification.accuracy"],
    lung: ["classification.auc", "classification.accuracy"],
  },
  rows: {
    ResNet50: ["76.42 73.91", "86.52 83.67", "78.69 70.59"],
    SeNet101: ["79.21 76.81", "87.83 85.00", "82.67 82.35"],
    DenseNet121: ["79.40 76.81", "87.49 85.67", "82.13 82.35"],
    ViT: ["80.04 79.71", "91.28 90.33", "88.91 88.24"],
    MoCo: ["64.06 63.77", "76.57 73.00", "62.50 58.82"],
    "Barlow Twins": ["68.38 65.22", "78.28 76.33", "60.63 58.82"],
    MAE: ["71.70 69.56", "82.33 81.00", "67.02 64.71"],
    SimMIM: ["70.50 68.12", "83.52 81.67", "68.38 64.71"],
    "M2-MAE": ["72.46 71.01", "84.60 82.00", "78.88 70.59"],
  },
})
