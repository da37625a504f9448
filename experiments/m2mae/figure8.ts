/**
 * Figure 8: segmentations of PI-CAI by the methods of Table I, beside the expert's, in the colours of its caption.
 *
 * Expected (paper): the shape of PZ is complete with M2-MAE.
 * Hardware: as table1.ts, whose stages it shares.
 * Command:  npx ablate run experiments/m2mae/figure8.ts --device cuda --slots 4   (with the variables of table1.ts)
 */
import { arms, rename, segmentations } from "ablate"
import { prostate } from "./shared/prostate.ts"
import { planned, segmenters, shownNames } from "./shared/methods.ts"

export const figure8 = segmentations({
  name: "figure8",
  caption: "Segmentations of PI-CAI: transition zone green, peripheral zone red",
  study: rename(arms(prostate, { ...segmenters, ...planned }), shownNames),
  task: "segmentation",
})
