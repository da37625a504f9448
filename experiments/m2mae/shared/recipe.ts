/** Section III-C: what every data set of the paper is trained with. */
import {
  accuracy,
  adam,
  auc,
  levels,
  linearProbe,
  modalityMask,
  patchMask,
  positionMask,
  unetr,
} from "ablate"

/** The three steps of the hybrid mask pattern (Fig. 5). The paper names no ratios. */
export const modality = modalityMask({ count: 1 })
export const position = positionMask({ ratio: 0.5 })
export const patch = patchMask({ ratio: 0.5 })

/** "Adam, learning rate 0.0003, weight decay 0.05, linear warm-up to 300 epochs, cosine annealing." */
const optimizer = adam({ lr: 3e-4, weightDecay: 0.05, warmup: 300 })

/** "Batch size of 4", "a total of 1000 epochs": of the segmentation, taken for pre-training too. */
export const training = { epochs: 1000, batch: 4, optimizer }

/** Layers of the Pyramid Barlow Twins: "level = 4 is chosen". The losses are added as they are (eq. 9). */
export const pyramid = { pbt: levels(3, 6, 9, 12), ...training }

/** ViT-B: "comparable parameters", of which the paper gives no sizes. */
export const vitB = { width: 768, depth: 12, heads: 12 } as const

/** "UNETR [4] is adopted as the default supervised baseline." */
export const segmented = { network: unetr({ features: 16 }), ...training }

/** "Linear probing": the encoder is fixed, a linear classifier is trained. Its recipe is MAE's. */
export const probed = {
  network: linearProbe(),
  optimizer: adam({ lr: 1e-3 }),
  metrics: [auc(), accuracy()],
} as const

/** The paper says nothing of repeats. */
export const seeds = [0, 1, 2]

/** Headings that the three data sets share. */
export const tasks = { segmentation: "Segmentation", classification: "Classify" } as const
export const metrics = { accuracy: "Acc" } as const

const quick = adam({ lr: 1e-3, weightDecay: 0.05, warmup: 1 })

/** What `--scale smoke` replaces on every data set. The depth stays: Table IV names twelve layers. */
export const smoke = {
  "encoder.width": 48,
  "pretraining.epochs": 2,
  "pretraining.batch": 2,
  "pretraining.crops": 1,
  "pretraining.optimizer": quick,
  "tasks.segmentation.epochs": 2,
  "tasks.segmentation.optimizer": quick,
  "tasks.segmentation.overlap": 0.25,
  "tasks.classification.epochs": 4,
  "tasks.classification.batch": 2,
  "tasks.classification.optimizer": quick,
  seeds: [0],
} as const
