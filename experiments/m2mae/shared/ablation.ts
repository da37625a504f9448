/** What Tables III-V have in common: Dice of each region and the AUC, means alone. */
export const columns = ["segmentation.dice.*", "classification.auc"] as const

const means = { metrics: { dice: "Dice (mean)" } } as const

/** Their heading. */
export const titles = { brats: means, prostate: means, lungs: means }
