/**
 * Multiple sclerosis lesions on FLAIR, T1, T1 after contrast and T2 (Lesjak 2017): UNETR from scratch and
 * after M2-MAE. The paper has no such study; it shows how any set is declared in one place.
 *
 * Expected: nothing published with this method.
 * Data:     the open set of 30 patients of the University of Ljubljana, as one folder a patient.
 * Hardware: this file has not been run at full scale.
 * Command:  LJUBLJANA=/data/ljubljana npx ablate run experiments/ljubljana.ts
 * Smoke:    LJUBLJANA=../shared/data/ms_ljubljana npx ablate run experiments/ljubljana.ts \
 *             --scale smoke --only pretrain,finetune
 *           (one patient is at hand: trains on that one, nobody is held out, so nothing is measured)
 */
import {
  adam,
  dice,
  experiment,
  grid,
  hd95,
  levels,
  losses,
  m2mae,
  modalityMask,
  patchMask,
  positionMask,
  scratch,
  segmentation,
  table,
  unetr,
  vit,
  volumes,
} from "ablate"

const brain = "N4_noneck_reduced_winsor_regtoFLAIR_brain_N4_regtoMNI.nii.gz"

const base = experiment({
  name: "ljubljana",
  dataset: volumes({
    root: "$LJUBLJANA",
    modalities: {
      flair: `{id}/FLAIR_${brain}`,
      t1: `{id}/T1_${brain}`,
      t1post: `{id}/T1POST_${brain}`,
      t2: `{id}/T2_${brain}`,
    },
    label: "{id}/GOLD_STANDARD_N4_noneck_reduced_winsor_regtoFLAIR_regtoMNI.nii.gz",
    regions: { lesion: [1] },
    split: { test: 6, seed: 0 },
  }),
  encoder: vit({ crop: 96, patch: 16, width: 768, depth: 12, heads: 12 }),
  pretraining: m2mae({
    mask: [modalityMask({ count: 1 }), positionMask({ ratio: 0.5 }), patchMask({ ratio: 0.5 })],
    pbt: levels(3, 6, 9, 12),
    epochs: 1000,
    batch: 4,
    optimizer: adam({ lr: 3e-4, weightDecay: 0.05, warmup: 300 }),
  }),
  tasks: {
    ms: segmentation({
      network: unetr({ features: 16 }),
      regions: ["lesion"],
      metrics: [
        dice({ empty: "one" }),
        hd95({ implementation: "monai", spacing: "mm", empty: "drop" }),
      ],
      epochs: 1000,
      optimizer: adam({ lr: 3e-4, weightDecay: 0.05, warmup: 300 }),
    }),
  },
  seeds: [0, 1, 2],
  scales: {
    smoke: {
      "dataset.split": { test: 0, seed: 0 },
      "encoder.crop": 48,
      "encoder.patch": 8,
      "encoder.width": 96,
      "pretraining.epochs": 12,
      "pretraining.batch": 2,
      "pretraining.optimizer": adam({ lr: 2e-3, weightDecay: 0.05, warmup: 2 }),
      "pretraining.loss": { mse: 1, adversarial: 0.001, pbt: 0.001 },
      "pretraining.pbtReduction": "sum",
      "tasks.ms.network": unetr({ features: 8 }),
      "tasks.ms.epochs": 12,
      "tasks.ms.batch": 2,
      "tasks.ms.crops": 4,
      "tasks.ms.optimizer": adam({ lr: 1e-3, weightDecay: 1e-5, warmup: 1 }),
      seeds: [0],
    },
  },
})

const study = grid(base, { pretraining: { UNETR: scratch(), "M2-MAE": base.pretraining } })

export const lesions = table({
  name: "lesions",
  caption: "Multiple sclerosis lesions: UNETR from scratch and after pre-training",
  study,
  columns: ["ms.dice.lesion", "ms.hd95.lesion"],
  spread: "subjects",
})

export const curves = losses({ name: "losses", caption: "Training losses", study })
