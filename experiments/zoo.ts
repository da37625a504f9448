/**
 * Every method and every network, side by side on generated phantoms: that each trains, not how well.
 *
 * Expected: every training loss falls, as the mean of the first sixth of its steps is above that of the
 *           last; those of MoCo and Barlow Twins by a few percent alone. The order of the rows means
 *           nothing at the scale "smoke".
 * Hardware: scale smoke: two cores, under 25 minutes. The longer trainings have not been run.
 * Command:  npx ablate run experiments/zoo.ts --scale smoke --slots 2
 */
import {
  adam,
  barlowTwins,
  classification,
  densenet121,
  dice,
  dmfnet,
  experiment,
  grid,
  hd95,
  levels,
  linearProbe,
  losses,
  m2mae,
  mae,
  moco,
  modalityMask,
  nnunet,
  patchMask,
  phantom,
  positionMask,
  resnet50,
  scratch,
  segmentation,
  senet101,
  simmim,
  table,
  transbts,
  transunet,
  unet3d,
  unetr,
  vit,
  vitClassifier,
} from "ablate"

const optimizer = adam({ lr: 1e-3, weightDecay: 0.05, warmup: 1 })
const pretrain = { epochs: 200, batch: 4, crops: 2, optimizer }

const dataset = phantom({ size: 40, subjects: 200, seed: 0, split: { test: 50, seed: 0 } })
const encoder = vit({ crop: 32, patch: 8, width: 48, depth: 4, heads: 4 })
const tasks = {
  lesion: segmentation({
    network: unetr({ features: 8 }),
    regions: ["WT", "TC", "ET"],
    metrics: [
      dice({ empty: "one" }),
      hd95({ implementation: "monai", spacing: "voxel", empty: "drop" }),
    ],
    optimizer,
    epochs: 200,
    batch: 2,
  }),
  subtype: classification({ label: "subtype", network: linearProbe(), optimizer, batch: 8 }),
}
const smoke = {
  "dataset.subjects": 20,
  "dataset.split": { test: 6, seed: 0 },
  "tasks.lesion.epochs": 24,
  "tasks.subtype.epochs": 24,
  seeds: [0],
}

const withPretraining = experiment({
  name: "zoo",
  dataset,
  encoder,
  pretraining: m2mae({
    mask: [modalityMask({ count: 1 }), positionMask({ ratio: 0.5 }), patchMask({ ratio: 0.5 })],
    pbt: levels(1, 2, 3, 4),
    loss: { mse: 1, adversarial: 0.001, pbt: 0.001 },
    pbtReduction: "sum",
    ...pretrain,
  }),
  tasks,
  seeds: [0, 1, 2],
  scales: { smoke: { ...smoke, "pretraining.epochs": 24 } },
})

const fromScratch = experiment({
  name: "zoo",
  dataset,
  encoder,
  pretraining: scratch(),
  tasks,
  seeds: [0, 1, 2],
  scales: { smoke },
})

/** Rows of Tables I and II that pre-train, and the encoder from scratch. */
const pretrained = grid(withPretraining, {
  pretraining: {
    Scratch: scratch(),
    // These two tell a crop from the others of its batch: four are few, and a step tells little.
    MoCo: moco({
      dim: 32,
      mlp: 64,
      ...pretrain,
      batch: 14,
      crops: 8,
      optimizer: adam({ lr: 1e-3, warmup: 1 }),
    }),
    "Barlow Twins": barlowTwins({ projector: [128, 128, 128], ...pretrain, batch: 14, crops: 8 }),
    MAE: mae({ decoder: { width: 32, depth: 2, heads: 4 }, ...pretrain }),
    SimMIM: simmim(pretrain),
    "M2-MAE": withPretraining.pretraining,
  },
})

export const methods = table({
  name: "methods",
  caption: "Self-supervised methods",
  study: pretrained,
  columns: ["lesion.dice.WT", "lesion.dice.TC", "lesion.dice.ET", "subtype.auc"],
})

/** Rows of Table I that are trained from scratch. */
const segmenters = grid(fromScratch, {
  "tasks.lesion.network": {
    "3D U-Net": unet3d({ features: [8, 8, 16, 16, 32, 8] }),
    DMFNet: dmfnet({ features: 8, channels: 16, groups: 4 }),
    "nnU-Net": nnunet({ features: 8, maxFeatures: 64 }),
    TransUNet: transunet({
      features: 8,
      maxFeatures: 32,
      width: 48,
      depth: 2,
      heads: 4,
      mlpWidth: 96,
    }),
    TransBTS: transbts({ width: 256, depth: 2, heads: 4, mlpWidth: 256 }),
    UNETR: unetr({ features: 8 }),
  },
})

export const segmentationNetworks = table({
  name: "segmentationNetworks",
  caption: "Segmentation networks from scratch",
  study: segmenters,
  columns: ["lesion.dice.WT", "lesion.dice.TC", "lesion.dice.ET", "lesion.hd95.WT"],
})

/** Rows of Table II that are trained from scratch. */
const classifiers = grid(fromScratch, {
  "tasks.subtype": {
    ResNet50: classification({
      label: "subtype",
      network: resnet50(),
      training: "endToEnd",
      optimizer,
      epochs: 100,
      batch: 4,
    }),
    SENet101: classification({
      label: "subtype",
      network: senet101(),
      training: "endToEnd",
      optimizer,
      epochs: 100,
      batch: 4,
    }),
    DenseNet121: classification({
      label: "subtype",
      network: densenet121(),
      training: "endToEnd",
      optimizer,
      epochs: 100,
      batch: 4,
    }),
    ViT: classification({
      label: "subtype",
      network: vitClassifier(),
      training: "endToEnd",
      optimizer,
      epochs: 100,
      batch: 4,
    }),
  },
})

export const classificationNetworks = table({
  name: "classificationNetworks",
  caption: "Classification networks from scratch",
  study: classifiers,
  columns: ["subtype.auc", "subtype.accuracy"],
})

export const methodLosses = losses({
  name: "methodLosses",
  caption: "Training losses of the methods",
  study: pretrained,
})
export const segmentationLosses = losses({
  name: "segmentationLosses",
  caption: "Training losses of the segmentation networks",
  study: segmenters,
})
export const classificationLosses = losses({
  name: "classificationLosses",
  caption: "Training losses of the classification networks",
  study: classifiers,
})
