/**
 * Table III: every choice of the three mask steps of M2-MAE.
 *
 * Expected (paper): Dice WT / TC / ET and AUC from 87.52 / 71.08 / 63.21, 64.51 without a mask to 89.31 / 85.00 /
 *           81.01, 72.46 with all steps; TZ / PZ and AUC from 89.20 / 80.73, 82.72 to 91.19 / 85.59, 84.60; TC / VD
 *           and AUC from 94.78 / 82.48, 67.01 to 97.25 / 91.23, 78.88. The row of the modality mask alone equals
 *           MAE's in Tables I and II in all ten cells.
 * Sharing:  all steps together are M2-MAE; on the lungs position and patch mask are.
 * Lungs:    the rows "modality, patch" and "all" are gaps: of two modalities one is left, the patch mask has nothing to
 *           choose between. patchMask({ ratio: 0.5, alone: "mask" }) on the lungs gives them a meaning: the patch mask
 *           masks half of the positions of the one that is left. Then leave out `omit` and `absent` below.
 * Hardware: the paper: four NVIDIA 3090 cards; this file has not been run at full scale.
 * Hours:    at least 167 days of one GPU, were it to do 5 TFLOP/s (an assumption; 7.2e19 operations, counted with
 *           three seeds on as many subjects as the paper has); of a card: ablate plan ... --device cuda --card rtx-3090.
 * Command:  BRATS2023=... BRATS2023_VALIDATION=... BRATS2023_SCORES=... GRADES=... PICAI=... LUNG=... npx ablate run experiments/m2mae/table3.ts --device cuda --slots 4
 *           (shared/brats.ts, shared/prostate.ts and shared/lungs.ts say what these hold)
 * Smoke:    the same with --scale smoke, on phantoms too: ablate phantom --layout brats|picai|lung|cifar10 DIR
 */
import { arms, omit, table, vary } from "ablate"
import { table3 as printed } from "ablate/paper"
import { columns, titles } from "./shared/ablation.ts"
import { brats } from "./shared/brats.ts"
import { lungs } from "./shared/lungs.ts"
import { prostate } from "./shared/prostate.ts"
import { modality, patch, position } from "./shared/recipe.ts"

const strategies = vary("pretraining.mask", {
  none: [],
  modality: [modality],
  position: [position],
  patch: [patch],
  "modality, position": [modality, position],
  "modality, patch": [modality, patch],
  "position, patch": [position, patch],
  all: [modality, position, patch],
})

const nothingLeft =
  "of two modalities the modality mask leaves one, and the patch mask nothing to choose between"

export const table3 = table({
  name: "table3",
  caption: "Evaluation of proposed masking strategy on three datasets",
  blocks: {
    brats: arms(brats, strategies),
    prostate: arms(prostate, strategies),
    lungs: arms(lungs, omit(strategies, "modality, patch", "all")),
  },
  absent: { lungs: { "modality, patch": nothingLeft, all: nothingLeft } },
  stub: [
    {
      heading: "Mask Strategy",
      field: "pretraining.mask",
      ticks: { "Modality Mask": modality, "Position Mask": position, "Patch Mask": patch },
    },
  ],
  columns,
  titles,
  show: ["mean"],
  published: { from: printed, draw: "both" },
})
