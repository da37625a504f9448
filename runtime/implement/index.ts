/**
 * What a component from outside the package is implemented with: `import ... from "ablate/implement"`.
 */
export type { Dataset } from "../../dsl/dataset.ts"
export type { MaskTask, ProbabilityTask, ValueTask } from "../../dsl/task.ts"
export type { IndexedSubject, RawSubject } from "../data/contract.ts"
export { implementDataset } from "../data/outsideDataset.ts"
export { implementAugmentation } from "../data/transforms/augment/contract.ts"
export { type Box, type Crop } from "../data/transforms/augment/crop.ts"
export { eachModality, occasionally } from "../data/transforms/augment/occasionally.ts"
export { fault } from "../../dsl/fault.ts"
export { datasetError, type DatasetError } from "../data/faults/datasetError.ts"
export * from "../engine/ops/index.ts"
export { tf } from "../engine/tf.ts"
export type { Tensors, TensorSpec, TensorSpecs } from "../engine/program.ts"
export { expandPath, type Environment } from "../files/environment.ts"
export {
  implementMetric,
  type MaskPair,
  type NumberPair,
  type NumberSet,
} from "../metrics/contract.ts"
export {
  implementClassifier,
  implementHead,
  implementNetwork,
  type ClassifierModel,
  type HeadModel,
  type NetworkContext,
  type SegmentationModel,
} from "../nn/contract.ts"
export type { Encoded, EncoderModel, Level } from "../nn/encoderContract.ts"
export { hierarchicalEncoder, implementEncoder } from "./checkedEncoder.ts"
export { prefixed } from "../nn/layers/names.ts"
export { kaimingUniform, ones, zeros, type Init, type Parameters } from "../nn/layers/parameter.ts"
export { weightsAt } from "../nn/layers/weights.ts"
export {
  encoderPrefix,
  implementObjective,
  type ObjectiveContext,
  type ObjectiveModel,
} from "../pretraining/contract.ts"
export { visibleAt, withMasked, type CellMask } from "../pretraining/cells.ts"
export { implementMask } from "../pretraining/maskContract.ts"
export { random, type Random } from "../random/random.ts"
export { implementOptimizer } from "./checkedOptimizer.ts"
export { scalar } from "../training/optimizers/contract.ts"
export { implementTask } from "../training/tasks/contract.ts"
export { CurrentStage } from "../current/currentStage.ts"
export { readFeatures } from "../stages/embed/artifact.ts"
export { readJson, writeJson } from "../stages/files.ts"
export { knownSubjects } from "../stages/knownParts.ts"
export { decided } from "../data/transforms/labelling.ts"
export { fileGrid } from "../data/transforms/preprocessing/restore.ts"
export { writePredictedMasks } from "../stages/predictedMasks.ts"
export { writePredictions, type Predictions } from "../stages/predictions.ts"
export { stageRecord } from "../stages/record.ts"
export { scoreRecord } from "../stages/score/record.ts"
export { heldOut, listedSubjects } from "../stages/index/artifact.ts"
export { inputFolder } from "../stages/inputFolder.ts"
export { openedVolumes } from "../stages/preprocess/artifact.ts"
export { implementStages } from "../tasks/record.ts"
