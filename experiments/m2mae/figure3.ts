/**
 * Figure 3: Var(X_t), the lower bound of the loss of a collapsed encoder (eq. 3), by Monte Carlo over the share that is
 * masked, on CIFAR-10, BraTS2023, PI-CAI and LungasMRI.
 *
 * Expected (paper): CIFAR-10 lies far above the three data sets, with its maximum at 75%. The paper says neither how
 *           targets of different masks are compared nor how intensities are scaled, on which both depend: z-scored
 *           volumes grow with the share, images in [0, 1] have their maximum at 64% at most (docs/analyses.md,
 *           docs/datasets/cifar10.md).
 * Hardware: no GPU; nothing is trained.
 * Command:  CIFAR10=... npx ablate run experiments/m2mae/figure3.ts   (with the variables of table1.ts)
 */
import { arms, concat, targetVariance } from "ablate"
import { brats } from "./shared/brats.ts"
import { lungs } from "./shared/lungs.ts"
import { natural } from "./shared/natural.ts"
import { prostate } from "./shared/prostate.ts"

export const figure3 = targetVariance({
  name: "figure3",
  caption: "Var(X_{t}) with different mask ratios on CIFAR-10, BraTS2023, PI-CAI and LungasMRI",
  study: concat(
    arms(natural, { "CIFAR-10": {} }),
    arms(brats, { BraTS2023: {} }),
    arms(prostate, { "PI-CAI": {} }),
    arms(lungs, { LungasMRI: {} }),
  ),
  ratios: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.75, 0.9],
})
