import {
  adam,
  classification,
  dice,
  experiment,
  flip,
  grid,
  levels,
  linearProbe,
  m2mae,
  segmentation,
  simmim,
  table,
  unetDecoder,
  vit,
} from "ablate"
import { biasField } from "./biasField.ts"
import { blobs } from "./blobs.ts"
import { convnet } from "./convnet.ts"
import { denoising } from "./denoising.ts"
import { pyramid } from "./pyramid.ts"
import { rmsprop } from "./rmsprop.ts"
import { meanAbsoluteError } from "./meanAbsoluteError.ts"
import { overestimate } from "./overestimate.ts"
import { regression } from "./regression.ts"
import { stripes } from "./stripes.ts"

const optimizer = adam({ lr: 1e-2 })
const training = { epochs: 2, batch: 2, crops: 1, optimizer, augment: [flip(), biasField()] }

const base = experiment({
  name: "outside",
  dataset: blobs(),
  encoder: vit({ crop: 16, patch: 8, width: 16, depth: 2, heads: 2 }),
  pretraining: m2mae({ mask: [stripes({ every: 2 })], pbt: levels(2), ...training }),
  tasks: {
    ball: segmentation({
      network: convnet({ features: 4 }),
      regions: ["ball"],
      metrics: [dice(), overestimate()],
      ...training,
      epochs: 20,
      augment: [],
    }),
    large: classification({
      label: "large",
      network: linearProbe(),
      optimizer: rmsprop({ lr: 1e-2 }),
      epochs: 10,
    }),
    radius: regression({
      value: "radius",
      network: linearProbe(),
      metrics: [meanAbsoluteError({ unit: "voxels" })],
      optimizer: rmsprop({ lr: 1e-2 }),
      epochs: 60,
    }),
  },
  seeds: [0],
})

export const results = table({
  name: "results",
  study: grid(base, { pretraining: { Stripes: base.pretraining, Denoising: denoising(training) } }),
  columns: ["ball.dice.ball", "large.auc", "ball.overestimate.ball", "radius.mae"],
})

const { ball, large, radius } = base.tasks
const convolutional = experiment({
  ...base,
  name: "convolutional",
  encoder: pyramid({ crop: 16, depth: 3 }),
  pretraining: m2mae({ mask: [stripes({ every: 2 })], pbt: levels(1, 3), ...training }),
  tasks: { ball: { ...ball, network: unetDecoder({ features: 4 }) }, large, radius },
})

export const pyramids = table({
  name: "pyramids",
  study: grid(convolutional, {
    pretraining: { Pyramid: convolutional.pretraining, SimMIM: simmim(training) },
  }),
  columns: ["ball.dice.ball", "large.auc"],
})
