/**
 * Figure 7: segmentations of BraTS2023 by the methods of Table I, beside the expert's, in the colours of its caption.
 *
 * Expected (paper): the edges of ET are not misclassified by M2-MAE.
 * Hardware: as table1.ts, whose stages it shares.
 * Command:  npx ablate run experiments/m2mae/figure7.ts --device cuda --slots 4   (with the variables of table1.ts)
 */
import { arms, rename, segmentations } from "ablate"
import { brats } from "./shared/brats.ts"
import { segmenters, shownNames } from "./shared/methods.ts"

export const figure7 = segmentations({
  name: "figure7",
  caption: "Segmentations of BraTS2023: oedema green, enhancing tumour yellow, necrotic core red",
  study: rename(arms(brats, segmenters), shownNames),
  task: "segmentation",
})
