/** The language: what an experiment file imports. */
export * from "./augmentations/builtIn.ts"
export { defineAugmentation, type Augmentation } from "./augmentation.ts"
export type { Component, Declaration, Definition } from "./component.ts"
export { defineConfig, type Config } from "./config.ts"
export { folds } from "./folds.ts"
export { defineDataset, Split, type Dataset, type Exclude } from "./dataset.ts"
export { brats2023, LabelTable, type Brats2023 } from "./datasets/brats2023.ts"
export { cifar10, type Cifar10 } from "./datasets/cifar10.ts"
export { lung, type Lung } from "./datasets/lung.ts"
export { picai, type Picai } from "./datasets/picai.ts"
export { phantom, type Phantom } from "./datasets/phantom.ts"
export { volumes, type Volumes } from "./datasets/volumes.ts"
export { defineEncoder, residualEncoder, vit, type Encoder, type FeatureLevel } from "./encoder.ts"
export { experiment, type Experiment } from "./experiment.ts"
export { experimentFaults } from "./faults.ts"
export type { Fault, Place } from "./fault.ts"
export {
  Count,
  defaulted,
  Extent,
  NonNegative,
  Positive,
  Probability,
  Ratio,
  required,
  Seed,
  type Values,
} from "./field.ts"
export {
  bootstrap,
  significant,
  wilcoxon,
  type Bootstrap,
  type PairedTest,
  type Significance,
} from "./inference.ts"
export { defineMask, modalityMask, patchMask, positionMask, type Mask } from "./mask.ts"
export * from "./metrics/builtIn.ts"
export { defineMetric, type Metric } from "./metric.ts"
export * from "./networks/builtIn.ts"
export { defineNetwork, type Network } from "./network.ts"
export { nnunetAugmentation } from "./nnunetAugmentation.ts"
export { adam, defineOptimizer, scheduleFields, sgd, type Optimizer } from "./optimizer.ts"
export {
  barlowTwins,
  defineObjective,
  imported,
  levels,
  m2mae,
  mae,
  moco,
  scratch,
  simmim,
  trainingFields,
  twoViewFields,
  type Objective,
} from "./pretraining.ts"
export {
  cropForeground,
  divideByMax,
  normalizeIntensity,
  orientation,
  scaleIntensityRangePercentiles,
  spacing,
  spatialPad,
  type PreprocessingStep,
} from "./preprocessing.ts"
export {
  lines,
  losses,
  reconstructions,
  segmentations,
  targetVariance,
  tsne,
  type Figure,
} from "./figure.ts"
export { criticalDifference } from "./criticalDifference.ts"
export { arms, omit, vary } from "./arms.ts"
export { concat, rename } from "./concat.ts"
export { ablate, grid, powerset, zip, type Arm, type Study } from "./study.ts"
export type { Published } from "./published.ts"
export type { Spread, Table } from "./table.ts"
export { table } from "./tableOptions.ts"
export type { Target } from "./target.ts"
export {
  classification,
  defineTask,
  maskFields,
  probabilityFields,
  segmentation,
  valueFields,
  type Task,
} from "./task.ts"
