/**
 * Figure 11: UNETR fine-tuned with 20% to 100% of the labels after M2-MAE on all training subjects; the dashed line is
 * UNETR from scratch with all labels.
 *
 * Expected (paper): with 60% of the labels as good as from scratch with all of them on small regions: TC, ET, PZ, VD.
 * Hardware: as table1.ts, whose stages it shares; one pre-training and six fine-tunings a seed and data set.
 * Command:  npx ablate run experiments/m2mae/figure11.ts --device cuda --slots 4   (with the variables of table1.ts)
 */
import { arms, lines, scratch, vary } from "ablate"
import { brats } from "./shared/brats.ts"
import { lungs } from "./shared/lungs.ts"
import { prostate } from "./shared/prostate.ts"

const shares = {
  ...vary("tasks.segmentation.labelFraction", {
    "20%": 0.2,
    "40%": 0.4,
    "60%": 0.6,
    "80%": 0.8,
    "100%": 1,
  }),
  "without pre-training": { pretraining: scratch() },
}

/** What the line is called. */
const name = "M²-MAE"
const over = {
  factor: "tasks.segmentation.labelFraction",
  axis: "Share of the labels",
} as const

export const figure11 = [
  lines({
    name: "figure11a",
    panelOf: "figure11",
    caption: "Share of the labels used in fine-tuning, BraTS2023",
    study: arms({ ...brats, name }, shares),
    ...over,
    columns: ["segmentation.dice.WT", "segmentation.dice.TC", "segmentation.dice.ET"],
  }),
  lines({
    name: "figure11b",
    panelOf: "figure11",
    caption: "Share of the labels used in fine-tuning, PI-CAI",
    study: arms({ ...prostate, name }, shares),
    ...over,
    columns: ["segmentation.dice.TZ", "segmentation.dice.PZ"],
  }),
  lines({
    name: "figure11c",
    panelOf: "figure11",
    caption: "Share of the labels used in fine-tuning, LungasMRI",
    study: arms({ ...lungs, name }, shares),
    ...over,
    columns: ["segmentation.dice.cavity", "segmentation.dice.defect"],
  }),
]
