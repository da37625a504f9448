/**
 * Figure 10: features by M2-MAE in two dimensions. (a) test subjects of BraTS2023 by grade, (b) of PI-CAI by ISUP
 * grade, (c) subjects of LungasMRI, healthy or diseased.
 *
 * Expected (paper): two groups each, with a few subjects among the others in (a) and (b), without overlap in (c).
 * Hardware: as table2.ts, whose stages it shares.
 * Command:  npx ablate run experiments/m2mae/figure10.ts --device cuda --slots 4   (with the variables of table2.ts)
 */
import { arms, tsne } from "ablate"
import { brats } from "./shared/brats.ts"
import { lungs } from "./shared/lungs.ts"
import { prostate } from "./shared/prostate.ts"

const [blue, red, purple, yellow] = ["#1f4ed8", "#d62728", "#7b2cbf", "#f2b705"] as const

export const figure10 = [
  tsne({
    name: "figure10a",
    panelOf: "figure10",
    caption: "BraTS2023 by grade",
    study: arms(brats, { "M²-MAE": {} }),
    label: "grade",
    classes: [
      { title: "LGG", colour: blue },
      { title: "HGG", colour: red },
    ],
  }),
  tsne({
    name: "figure10b",
    panelOf: "figure10",
    caption: "PI-CAI by clinically significant cancer",
    study: arms(prostate, { "M²-MAE": {} }),
    label: "csPCa",
    classes: [
      { title: "ISUP ≤ 1", colour: blue },
      { title: "ISUP ≥ 2", colour: red },
    ],
  }),
  tsne({
    name: "figure10c",
    panelOf: "figure10",
    caption: "LungasMRI by disease",
    study: arms(lungs, { "M²-MAE": {} }),
    label: "diseased",
    subjects: "all",
    classes: [
      { title: "healthy", colour: purple },
      { title: "patients with lung disease", colour: yellow },
    ],
  }),
]
