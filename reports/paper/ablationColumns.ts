/** The columns of Tables III-V: Dice of each region, then the AUC. */
export const ablationColumns = {
  brats2023: [
    "segmentation.dice.WT",
    "segmentation.dice.TC",
    "segmentation.dice.ET",
    "classification.auc",
  ],
  picai: ["segmentation.dice.TZ", "segmentation.dice.PZ", "classification.auc"],
  lung: ["segmentation.dice.cavity", "segmentation.dice.defect", "classification.auc"],
} as const
