/** The methods of the lower rows of Tables I and II: each pre-trains the same encoder. */
import { barlowTwins, mae, moco, simmim, vary } from "ablate"
import { training } from "./recipe.ts"

export const pretrained = {
  ...vary("pretraining", {
    MoCo: moco(training),
    "Barlow Twins": barlowTwins(training),
    MAE: mae(training),
    SimMIM: simmim(training),
  }),
  "M2-MAE": {},
}
