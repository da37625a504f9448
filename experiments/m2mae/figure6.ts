/**
 * Figure 6: reconstructions by MAE, SimMIM and M2-MAE on BraTS2023.
 *
 * Expected (paper): MAE and SimMIM average, as in Figure 1; M2-MAE has sharp contours of brain and glioma.
 * Hardware: as table1.ts, whose stages it shares.
 * Command:  npx ablate run experiments/m2mae/figure6.ts --device cuda --slots 4   (with the variables of table1.ts)
 */
import { arms, reconstructions } from "ablate"
import { brats } from "./shared/brats.ts"
import { pretrained } from "./shared/methods.ts"

const { MAE, SimMIM, "M2-MAE": ours } = pretrained

export const figure6 = reconstructions({
  name: "figure6",
  caption: "Reconstructions of BraTS2023 by methods that mask",
  study: arms(brats, { MAE, SimMIM, "M²-MAE": ours }),
})
