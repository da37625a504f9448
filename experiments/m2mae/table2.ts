/**
 * Table II: classification on three data sets; four networks trained end to end, then a linear probe after
 * five pre-trainings.
 *
 * Expected (paper): M2-MAE's AUC / accuracy 72.46 / 71.01, 84.60 / 82.00, 78.88 / 70.59 (76.88 in the text), the
 *           best of the pre-trained; ViT end to end 80.04 / 79.71, 91.28 / 90.33, 88.91 / 88.24, the best of all.
 *           Accuracies on BraTS are those of 69 test subjects, not of 70; of 21 AUCs on the lungs 20 are
 *           impossible for one evaluation of 17 subjects: `ablate paper lint` has the sums.
 * Sharing:  the five pre-trainings are those of Table I.
 * Hardware: the paper: four NVIDIA 3090 cards; this file has not been run at full scale.
 * Hours:    at least 67 days of one GPU, were it to do 5 TFLOP/s (an assumption; 2.9e19 operations, counted with
 *           three seeds on as many subjects as the paper has); of a card: ablate plan ... --device cuda --card rtx-3090.
 * Command:  BRATS2023=... BRATS2023_VALIDATION=... BRATS2023_SCORES=... GRADES=... PICAI=... LUNG=... npx ablate run experiments/m2mae/table2.ts --device cuda --slots 4
 *           (shared/brats.ts, shared/prostate.ts and shared/lungs.ts say what these hold)
 * Smoke:    the same with --scale smoke, on phantoms too: ablate phantom --layout brats|picai|lung|cifar10 DIR
 */
import { arms, densenet121, resnet50, scratch, senet101, table, vary, vitClassifier } from "ablate"
import { table2 as printed } from "ablate/paper"
import { brats } from "./shared/brats.ts"
import { lungs } from "./shared/lungs.ts"
import { pretrained } from "./shared/methods.ts"
import { prostate } from "./shared/prostate.ts"
import { training } from "./shared/recipe.ts"

const methods = {
  ...vary(
    "tasks.classification.network",
    {
      ResNet50: resnet50(),
      SeNet101: senet101(),
      DenseNet121: densenet121(),
      ViT: vitClassifier(),
    },
    {
      pretraining: scratch(),
      // The paper gives no recipe for these: it is that of the segmentation.
      "tasks.classification.training": "endToEnd",
      "tasks.classification.epochs": training.epochs,
      "tasks.classification.optimizer": training.optimizer,
    },
  ),
  ...pretrained,
}

export const table2 = table({
  name: "table2",
  caption:
    "Classification Results of the Proposed Method and Other Existing SOTA Methods on Three Multi-modality Dataset",
  blocks: {
    brats: arms(brats, methods),
    prostate: arms(prostate, methods),
    lungs: arms(lungs, methods),
  },
  stub: [
    { heading: ["Schemes", "Method"], field: "arm" },
    { heading: ["Schemes", "Pre-train (w/o)"], field: "pretraining", unless: scratch() },
  ],
  columns: ["classification.auc", "classification.accuracy"],
  rows: [
    {
      ResNet50: "ResNet50 [43]",
      SeNet101: "SeNet101 [44]",
      DenseNet121: "DenseNet121 [29]",
      ViT: "ViT [45]",
    },
    {
      MoCo: "Moco",
      "Barlow Twins": "Barlow Twin",
      MAE: "MAE",
      SimMIM: "SimMIM",
      "M2-MAE": "M²-MAE (Ours)",
    },
  ],
  show: ["mean"],
  // The text compares the pre-trained among themselves.
  best: "group",
  published: { from: printed, draw: "both" },
})
