import type { Experiment } from "../../dsl/experiment.ts"
import { defaultPreprocessing } from "../../dsl/preprocessing.ts"
import type { MaskTask } from "../../dsl/task.ts"
import { describeStep } from "../data/transforms/preprocessing/describe.ts"

/** What has to be done to scans before a network, and to its outputs after it, as plain data. */
export type Preprocessing = Readonly<Record<string, unknown>>

const arrays = {
  axes: "image [batch, modality, z, y, x]: x runs fastest, as in the data of a NIfTI file; an array (x, y, z) of nibabel is transposed first",
  orientation: "voxels as the files store them, but for the steps",
}

/** What networks trained on a data set expect. */
export const preprocessingOf = ({ dataset }: Experiment): Preprocessing => ({
  ...arrays,
  dataset: dataset.kind,
  modalities: dataset.modalities,
  steps: (dataset.preprocessing ?? defaultPreprocessing).map(describeStep),
})

/** What a segmenter puts out, and how windows make a volume's logits. */
export const inferenceOf = (
  { dataset, encoder }: Experiment,
  { regions, overlap, blending, rule }: MaskTask,
): Preprocessing => ({
  outputs: regions.map((region) => ({ region, labels: dataset.regions[region] ?? [] })),
  activation: "sigmoid; a voxel is in a region where it is above 0.5 (logit above 0)",
  rule,
  grid: "logits are interpolated (trilinear) to the grid of the images as they came before the rule decides",
  slidingWindow: { size: encoder.crop, overlap, blending, like: "MONAI sliding_window_inference" },
})

/** Of imported weights nothing is known but the order of the axes. */
export const unknownPreprocessing: Preprocessing = {
  axes: arrays.axes,
  orientation: "as the network was trained",
}
