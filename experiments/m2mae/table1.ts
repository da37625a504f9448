/**
 * Table I: segmentation on three data sets; six networks from scratch, then UNETR after five pre-trainings.
 *
 * Expected (paper): M2-MAE's Dice WT / TC / ET 89.31 / 85.00 / 81.01 (89.71 / 85.02 / 81.29 in the text), HD95
 *           8.25 / 7.02 / 8.00; TZ / PZ 91.19 / 82.59 (85.59 in Tables III-V); TC / VD 97.25 / 91.23. UNETR
 *           from scratch 87.79 / 70.46 / 62.81, 9.46 / 23.74 / 36.23; 88.24 / 79.95; 94.08 / 82.44.
 * Sharing:  the five pre-trainings are those of Table II; M2-MAE stands in Tables III-V too.
 * Hardware: the paper: four NVIDIA 3090 cards; this file has not been run at full scale.
 * Hours:    at least 130 days of one GPU, were it to do 5 TFLOP/s (an assumption; 5.6e19 operations, counted with
 *           three seeds on as many subjects as the paper has); of a card: ablate plan ... --device cuda --card rtx-3090.
 * Command:  BRATS2023=... BRATS2023_VALIDATION=... BRATS2023_SCORES=... GRADES=... PICAI=... LUNG=... npx ablate run experiments/m2mae/table1.ts --device cuda --slots 4
 *           (shared/brats.ts, shared/prostate.ts and shared/lungs.ts say what these hold)
 * Smoke:    the same with --scale smoke, on phantoms too: ablate phantom --layout brats|picai|lung|cifar10 DIR
 */
import { arms, scratch, table } from "ablate"
import { table1 as printed } from "ablate/paper"
import { brats } from "./shared/brats.ts"
import { lungs } from "./shared/lungs.ts"
import { planned, segmenters } from "./shared/methods.ts"
import { prostate } from "./shared/prostate.ts"

export const table1 = table({
  name: "table1",
  caption:
    "Segmentation Results of the Proposed Method and Other Existing SOTA Methods on Three Multi-modality Dataset",
  blocks: {
    brats: arms(brats, segmenters),
    prostate: arms(prostate, { ...segmenters, ...planned }),
    lungs: arms(lungs, segmenters),
  },
  stub: [
    { heading: ["Schemes", "Method"], field: "arm" },
    { heading: ["Schemes", "Pre-train (w/o)"], field: "pretraining", unless: scratch() },
  ],
  columns: {
    brats: ["segmentation.dice.*", "segmentation.hd95.*"],
    prostate: ["segmentation.dice.*"],
    lungs: ["segmentation.dice.*"],
  },
  rows: [
    {
      "3D UNet": "3D UNet [3]",
      DMFNet: "DMF Net [4]",
      nnUNet: "nnUNet [5]",
      TransUNet: "TransUNet [6]",
      TransBTS: "TransBTS [7]",
      UNETR: "UNETR [8]",
    },
    {
      MoCo: "Moco [12]",
      "Barlow Twins": "Barlow Twin [20]",
      MAE: "MAE [19]",
      SimMIM: "SimMIM [18]",
      "M2-MAE": "M²-MAE (Ours)",
    },
  ],
  titles: {
    brats: { metrics: { dice: "Dice (mean ± std)", hd95: "HD95 (mean ± std)" } },
    prostate: { metrics: { dice: "Dice (mean ± std)" } },
    lungs: { metrics: { dice: "Dice (mean ± std)" } },
  },
  show: ["mean", "std"],
  spread: "subjects",
  published: { from: printed, draw: "both" },
})
