/** What Tables III-V have in common: Dice of each region and the AUC, means alone. */
export const columns = ["segmentation.dice.*", "classification.auc"] as const
