/**
 * Figure 1: what masked image modeling makes of a test subject of BraTS2023: each modality as it is, masked by 75%,
 * and reconstructed.
 *
 * Expected (paper): the shape of the brain without the texture of tissue and tumour, an "averaging" effect.
 * Hardware: as table1.ts, whose stages it shares.
 * Command:  npx ablate run experiments/m2mae/figure1.ts --device cuda --slots 4   (with the variables of table1.ts)
 */
import { arms, reconstructions } from "ablate"
import { brats } from "./shared/brats.ts"
import { pretrained } from "./shared/methods.ts"

export const figure1 = reconstructions({
  name: "figure1",
  caption: "Masked image modeling on a test subject of BraTS2023",
  study: arms(brats, { MIM: pretrained.MAE }),
  subjects: 1,
  // Necrotic core red, enhancing tumour yellow, oedema green, in the last column.
  task: "segmentation",
})
