import {
  adam,
  brats2023,
  classification,
  dice,
  experiment,
  grid,
  hd95,
  levels,
  linearProbe,
  lung,
  m2mae,
  mae,
  modalityMask,
  patchMask,
  picai,
  phantom,
  positionMask,
  scratch,
  segmentation,
  unetr,
  vary,
  vit,
} from "ablate"

export const training = { epochs: 1, batch: 4, optimizer: adam({ lr: 1e-3 }) }
const metrics = [
  dice(),
  hd95({ implementation: "monai", spacing: "voxel", empty: "drop" }),
] as const
const encoder = vit({ crop: 96, patch: 16, width: 768, depth: 12, heads: 12 })
const pretraining = m2mae({ mask: [modalityMask({ count: 1 })], pbt: levels(12), ...training })
const network = unetr()
const base = experiment({
  name: "phantoms",
  dataset: phantom({ size: 96 }),
  encoder,
  pretraining,
  tasks: {
    lesion: segmentation({ network, regions: ["WT", "TC"], metrics, ...training }),
    subtype: classification({ label: "subtype", network: linearProbe(), ...training }),
  },
  seeds: [0],
})
export const study = grid(base, {
  pretraining: { scratch: scratch(), MAE: mae(training), "M2-MAE": pretraining },
})
const [modality, position, patch] = [modalityMask(), positionMask(), patchMask()]
export const masks = vary("pretraining.mask", {
  none: [],
  modality: [modality],
  position: [position],
  patch: [patch],
  "modality, position": [modality, position],
  "modality, patch": [modality, patch],
  "position, patch": [position, patch],
  all: [modality, position, patch],
})
export const prostate = experiment({
  name: "prostate",
  dataset: picai({ images: "$PICAI", labels: "$PICAI/picai_labels" }),
  encoder,
  pretraining,
  tasks: { segmentation: segmentation({ network, regions: ["TZ", "PZ"], metrics, ...training }) },
  seeds: [0],
})
export const brats = experiment({
  name: "brats",
  dataset: brats2023({ root: "$BRATS2023" }),
  encoder,
  pretraining,
  tasks: {
    segmentation: segmentation({ network, regions: ["WT", "TC", "ET"], metrics, ...training }),
  },
  seeds: [0],
})
export const lungs = experiment({
  name: "lungs",
  dataset: lung({ root: "$LUNG", csv: "$LUNG/labels.csv" }),
  encoder,
  pretraining,
  tasks: { segmentation: segmentation({ network, regions: ["defect"], metrics, ...training }) },
  seeds: [0],
})
