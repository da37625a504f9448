/**
 * Table V: the losses of M2-MAE (eq. 9); L_Dis is the adversarial one (eq. 8).
 *
 * Expected (paper): Dice WT / TC / ET and AUC from 88.26 / 83.07 / 79.96, 68.11 with the MSE alone to 89.31 /
 *           85.00 / 81.01, 72.46; TZ / PZ and AUC from 90.72 / 84.41, 83.51 to 91.19 / 85.59, 84.60; TC / VD and AUC
 *           from 96.87 / 89.10, 68.07 to 97.25 / 91.23, 78.88.
 * Sharing:  all three losses are M2-MAE.
 * Hardware: the paper: four NVIDIA 3090 cards; this file has not been run at full scale.
 * Hours:    at least 68 days of one GPU, were it to do 5 TFLOP/s (an assumption; 2.9e19 operations, counted with
 *           three seeds on as many subjects as the paper has); of a card: ablate plan ... --device cuda --card rtx-3090.
 * Command:  BRATS2023=... BRATS2023_VALIDATION=... BRATS2023_SCORES=... GRADES=... PICAI=... LUNG=... npx ablate run experiments/m2mae/table5.ts --device cuda --slots 4
 *           (shared/brats.ts, shared/prostate.ts and shared/lungs.ts say what these hold)
 * Smoke:    the same with --scale smoke, on phantoms too: ablate phantom --layout brats|picai|lung|cifar10 DIR
 */
import { arms, table, vary } from "ablate"
import { table5 as printed } from "ablate/paper"
import { columns, titles } from "./shared/ablation.ts"
import { brats } from "./shared/brats.ts"
import { lungs } from "./shared/lungs.ts"
import { prostate } from "./shared/prostate.ts"

const losses = vary("pretraining.loss", {
  MSE: { mse: 1, adversarial: 0, pbt: 0 },
  "MSE, Dis": { mse: 1, adversarial: 1, pbt: 0 },
  "MSE, PBT": { mse: 1, adversarial: 0, pbt: 1 },
  all: { mse: 1, adversarial: 1, pbt: 1 },
})

export const table5 = table({
  name: "table5",
  caption: "Evaluation of proposed Loss Function on Three Datasets",
  blocks: {
    brats: arms(brats, losses),
    prostate: arms(prostate, losses),
    lungs: arms(lungs, losses),
  },
  stub: [
    {
      heading: "Loss function",
      field: "pretraining.loss",
      ticks: { "L_{MSE}": "mse", "L_{Dis}": "adversarial", "L_{PBT}": "pbt" },
    },
  ],
  columns,
  titles,
  show: ["mean"],
  published: { from: printed, draw: "both" },
})
