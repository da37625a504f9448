import {
  barlowTwins,
  dmfnet,
  mae,
  moco,
  nnunet,
  scratch,
  simmim,
  transbts,
  transunet,
  unet3d,
  unetr,
  vary,
} from "ablate"
import { millimetres } from "./prostate.ts"
import { training } from "./recipe.ts"

/** The lower rows of Tables I and II: each pre-trains the same encoder. */
export const pretrained = {
  ...vary("pretraining", {
    MoCo: moco(training),
    "Barlow Twins": barlowTwins(training),
    MAE: mae(training),
    SimMIM: simmim(training),
  }),
  "M2-MAE": {},
}

/** The rows of Table I: networks from scratch, then UNETR after each pre-training. */
export const segmenters = {
  ...vary(
    "tasks.segmentation.network",
    {
      "3D UNet": unet3d(),
      DMFNet: dmfnet(),
      nnUNet: nnunet(),
      TransUNet: transunet(),
      TransBTS: transbts(),
      UNETR: unetr({ features: 16 }),
    },
    { pretraining: scratch() },
  ),
  ...pretrained,
}

/** On the prostate: these two plan their strides from the spacing, which is a data set's own. */
export const planned = {
  nnUNet: { ...segmenters.nnUNet, "tasks.segmentation.network": nnunet({ spacing: millimetres }) },
  TransUNet: {
    ...segmenters.TransUNet,
    "tasks.segmentation.network": transunet({ spacing: millimetres }),
  },
}

/** What figures call it. */
export const shownNames = { "M2-MAE": "M²-MAE" } as const
