/**
 * CIFAR-10 for Figure 3: Var(X_t) of natural images, to be set against that of MRI. The analysis reads the
 * data set, the crop and the patch; MAE and a linear probe of airplanes make it a whole experiment.
 *
 * Expected: the paper's Figure 3 has its maximum at 75% masked, and more variance than MRI. It says neither
 *           how CIFAR-10 was scaled nor how MRI was; of intensities in [0, 1] the maximum lies at 64%
 *           at most (docs/datasets/cifar10.md).
 * Data:     the binary version of CIFAR-10, cifar-10-binary.tar.gz, unpacked.
 * Hardware: this file has not been run on the real images.
 * Command:  CIFAR10=/data/cifar-10-batches-bin npx ablate run experiments/cifar10.ts --only preprocess
 *           CIFAR10=/data/cifar-10-batches-bin npx ablate variance experiments/cifar10.ts --out variance
 * Smoke:    the same with --scale smoke: the first 200 images of each of the six files
 */
import {
  adam,
  cifar10,
  classification,
  experiment,
  linearProbe,
  mae,
  grid,
  table,
  vit,
} from "ablate"

const base = experiment({
  name: "cifar10",
  dataset: cifar10({ root: "$CIFAR10" }),
  encoder: vit({ crop: [1, 32, 32], patch: [1, 4, 4], width: 192, depth: 12, heads: 3 }),
  pretraining: mae({
    epochs: 200,
    batch: 128,
    optimizer: adam({ lr: 1.5e-4, weightDecay: 0.05, warmup: 20 }),
  }),
  tasks: {
    airplane: classification({
      label: "airplane",
      network: linearProbe(),
      optimizer: adam({ lr: 1e-3 }),
    }),
  },
  seeds: [0],
  scales: {
    smoke: {
      "dataset.imagesPerFile": 200,
      "encoder.width": 48,
      "encoder.depth": 2,
      "pretraining.epochs": 2,
      "pretraining.batch": 16,
      "pretraining.optimizer": adam({ lr: 1e-3, weightDecay: 0.05, warmup: 1 }),
    },
  },
})

export const natural = table({
  name: "natural",
  caption: "CIFAR-10: airplanes against the other nine classes, by a linear probe",
  study: grid(base, { pretraining: { MAE: base.pretraining } }),
  columns: ["airplane.auc", "airplane.accuracy", "pretraining.varianceRatio"],
})
