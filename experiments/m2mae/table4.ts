/**
 * Table IV: encoder layers of the Pyramid Barlow Twins; "1 (input)" is taken as the first layer.
 *
 * Expected (paper): four layers are the best but for WT, 89.70 with all layers, and the AUC of PI-CAI, 84.78 with
 *           three; all layers are the worst for the AUC: 69.54, 83.71, 67.11.
 * Sharing:  four layers are M2-MAE.
 * Hardware: the paper: four NVIDIA 3090 cards; this file has not been run at full scale.
 * Hours:    at least 99 days of one GPU, were it to do 5 TFLOP/s (an assumption; 4.3e19 operations, counted with
 *           three seeds on as many subjects as the paper has); of a card: ablate plan ... --device cuda --card rtx-3090.
 * Command:  BRATS2023=... BRATS2023_VALIDATION=... BRATS2023_SCORES=... GRADES=... PICAI=... LUNG=... npx ablate run experiments/m2mae/table4.ts --device cuda --slots 4
 *           (shared/brats.ts, shared/prostate.ts and shared/lungs.ts say what these hold)
 * Smoke:    the same with --scale smoke, on phantoms too: ablate phantom --layout brats|picai|lung|cifar10 DIR
 */
import { arms, levels, table, vary } from "ablate"
import { table4 as printed } from "ablate/paper"
import { columns, titles } from "./shared/ablation.ts"
import { brats } from "./shared/brats.ts"
import { lungs } from "./shared/lungs.ts"
import { prostate } from "./shared/prostate.ts"

const pyramids = vary("pretraining.pbt", {
  "1 (input)": levels(1),
  "2 (6th, 12th layer)": levels(6, 12),
  "3 (4th, 8th, 12th layer)": levels(4, 8, 12),
  "4 (3rd, 6th, 9th, 12th layer)": levels(3, 6, 9, 12),
  "12 (all layers)": levels(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12),
})

export const table4 = table({
  name: "table4",
  caption: "Evaluation of M²-MAE using pyramid barlow twin module in Various Level",
  blocks: {
    brats: arms(brats, pyramids),
    prostate: arms(prostate, pyramids),
    lungs: arms(lungs, pyramids),
  },
  stub: [{ heading: "Level", field: "arm" }],
  columns,
  titles,
  show: ["mean"],
  published: { from: printed, draw: "both" },
})
