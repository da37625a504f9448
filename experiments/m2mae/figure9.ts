/**
 * Figure 9: segmentations of LungasMRI by the methods of Table I, beside the expert's, in the colours of its caption.
 *
 * Expected (paper): the edges of TC are not misclassified by M2-MAE.
 * Hardware: as table1.ts, whose stages it shares.
 * Command:  npx ablate run experiments/m2mae/figure9.ts --device cuda --slots 4   (with the variables of table1.ts)
 */
import { arms, rename, segmentations } from "ablate"
import { lungs } from "./shared/lungs.ts"
import { segmenters, shownNames } from "./shared/methods.ts"

export const figure9 = segmentations({
  name: "figure9",
  caption: "Segmentations of lung gas MRI: ventilated region green, ventilation defect red",
  study: rename(arms(lungs, segmenters), shownNames),
  task: "segmentation",
})
