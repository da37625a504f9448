/**
 * Natural images for Figure 3: CIFAR-10, of which Var(X_t) reads images and patches. MAE and a probe make it a
 * whole experiment.
 *
 * CIFAR10: the binary version, unpacked (docs/datasets/cifar10.md).
 */
import { adam, cifar10, classification, experiment, linearProbe, mae, vit } from "ablate"

export const natural = experiment({
  name: "natural",
  dataset: cifar10({ root: "$CIFAR10" }),
  encoder: vit({ crop: [1, 32, 32], patch: [1, 4, 4], width: 192, depth: 12, heads: 3 }),
  pretraining: mae({ epochs: 200, batch: 128, optimizer: adam({ lr: 1.5e-4, warmup: 20 }) }),
  tasks: {
    airplane: classification({
      label: "airplane",
      network: linearProbe(),
      optimizer: adam({ lr: 1e-3 }),
    }),
  },
  seeds: [0],
  scales: { smoke: { "dataset.imagesPerFile": 2 } },
})
