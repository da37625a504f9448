/** What differs between studies of one pre-training and a probe of it. */
export interface Sizes {
  readonly name: string
  /** Width of the encoder and of the decoder, and heads of these. */
  readonly width: number
  readonly heads: number
  readonly depth: number
  readonly decoderHeads: number
  readonly epochs: number
  readonly batch: number
  /** Voxels of a phantom along each axis, and of a crop. */
  readonly size: number
  readonly crop: number
  readonly subjects: number
  readonly test: number
}

/** An experiment file with one pre-training by MAE and a probe of it. */
export const pretrainingAndProbe = (of: Sizes): string => `
import { adam, classification, experiment, grid, linearProbe, mae, phantom, table, vit } from "ablate"

const optimizer = adam({ lr: 1e-3 })
const pretraining = mae({
  decoder: { width: ${of.width}, depth: 1, heads: ${of.decoderHeads} },
  epochs: ${of.epochs},
  batch: ${of.batch},
  crops: 1,
  optimizer,
})
const base = experiment({
  name: "${of.name}",
  dataset: phantom({
    size: ${of.size}, subjects: ${of.subjects}, seed: 0, split: { test: ${of.test}, seed: 0 },
  }),
  encoder: vit({ crop: ${of.crop}, patch: 4, width: ${of.width}, depth: ${of.depth}, heads: ${of.heads} }),
  pretraining,
  tasks: { subtype: classification({ label: "subtype", network: linearProbe(), optimizer }) },
  seeds: [0],
})
export const results = table({
  name: "results",
  study: grid(base, { "pretraining.optimizer.lr": [1e-3] }),
  columns: ["subtype.auc"],
})
`
