import { Effect } from "effect"
import { vit } from "../../dsl/encoder.ts"
import type { Network, Objective } from "../../dsl/index.ts"
import { modalityMask, patchMask, positionMask } from "../../dsl/mask.ts"
import {
  densenet121,
  dmfnet,
  nnunet,
  resnet50,
  senet101,
  transbts,
  transunet,
  unet3d,
  unetr,
  vitClassifier,
} from "../../dsl/network.ts"
import { adam } from "../../dsl/optimizer.ts"
import { barlowTwins, levels, m2mae, mae, moco, simmim } from "../../dsl/pretraining.ts"
import {
  type Arrays,
  binaryCrossEntropyWithLogits,
  type Program,
  tf,
} from "../../runtime/engine/index.ts"
import { initialState, pretrainingProgram, stepInputs } from "../../runtime/pretraining/program.ts"
import { viewInputs } from "../../runtime/pretraining/viewInputs.ts"
import { random } from "../../runtime/random/random.ts"
import {
  encoderModel,
  imageClassifier,
  objectiveModel,
  segmenter,
  withOptimizer,
} from "../../runtime/stages/models.ts"
import { imageClassificationProgram } from "../../runtime/training/imageClassification.ts"
import { diceAndCrossEntropy } from "../../runtime/training/losses.ts"
import { segmentationProgram } from "../../runtime/training/segmentation.ts"
import { initialModel } from "../../runtime/training/taskModel.ts"
import { balls, noise } from "../bench/subject.ts"

const channels = 4

/** Sizes at which trainings are made. */
export interface Size {
  readonly crop: number
  readonly width: number
  readonly heads: number
  /** Of UNETR. */
  readonly features: number
  readonly decoder: { readonly width: number; readonly depth: number; readonly heads: number }
  /** Crops in a step of pre-training, and of a classifier. */
  readonly batch: number
}

// At an epsilon of 1e-8 Adam's first steps take the sign of gradients that are rounding alone.
const optimizer = adam({ lr: 3e-4, weightDecay: 0.05, schedule: "constant", epsilon: 1e-3 })

/** A size that takes seconds. */
export const smallSize = {
  crop: 32,
  width: 48,
  heads: 4,
  features: 4,
  decoder: { width: 32, depth: 2, heads: 4 },
}

const encoderOf = ({ crop, width, heads }: Size) =>
  encoderModel(vit({ crop, patch: 16, width, depth: 12, heads }), channels)

/** A training, its first state, and what its steps, counted from 1, take. */
export interface Work {
  readonly program: Program
  readonly initial: Arrays
  readonly inputs: (step: number) => Arrays
}

/** All methods. */
export const objectivesAt = ({ decoder, batch }: Size): readonly Objective[] => {
  const training = { epochs: 1, batch, optimizer }
  return [
    m2mae({
      mask: [modalityMask(), positionMask(), patchMask()],
      pbt: levels(3, 6, 9, 12),
      ...training,
    }),
    mae({ decoder, ...training }),
    simmim(training),
    barlowTwins(training),
    moco(training),
  ]
}

export const pretrained = Effect.fnUntraced(function* (objective: Objective, size: Size) {
  const { crop, batch } = size
  const encoder = yield* encoderOf(size)
  const { model, context } = yield* objectiveModel(objective, encoder, batch)
  const update = yield* withOptimizer(optimizer)
  const program = pretrainingProgram(objective.kind, model, context, update)
  const views = viewInputs(model)
  const images = Object.fromEntries(
    views.map((name) => [name, noise(batch * channels * crop ** 3, name)]),
  )
  return {
    program,
    initial: initialState(model, update, random(0, "weights")),
    inputs: (step: number) => ({
      ...images,
      ...model.draw(random(0, "draw", step)),
      ...stepInputs(model, update, step, 1, (step - 1) / 5),
    }),
  } satisfies Work
})

/** All networks that segment. */
export const networksAt = ({ features }: Size): readonly Network[] => [
  unetr({ features }),
  unet3d(),
  nnunet(),
  dmfnet(),
  transbts(),
  transunet(),
]

export const segmenting = Effect.fnUntraced(function* (network: Network, size: Size, batch = 1) {
  const { crop } = size
  const encoder = yield* encoderOf(size)
  const model = yield* segmenter(network, { encoder, channels, outputs: 3 })
  const update = yield* withOptimizer(optimizer)
  const loss = { terms: diceAndCrossEntropy, weights: {} }
  const image = noise(batch * channels * crop ** 3, "image")
  const truth = balls(batch, 3, crop)
  return {
    program: segmentationProgram({ segmenter: model, batch, loss, ...update }),
    initial: initialModel(model, update.implementation, {}, random(0, "weights")),
    inputs: (step: number) => ({
      image,
      truth,
      ...update.implementation.inputValues(optimizer, step, optimizer.lr),
    }),
  } satisfies Work
})

/** All networks that classify images. */
export const classifiers: readonly Network[] = [
  vitClassifier(),
  resnet50(),
  densenet121(),
  senet101(),
]

export const classifying = Effect.fnUntraced(function* (network: Network, size: Size) {
  const { crop, batch } = size
  const encoder = yield* encoderOf(size)
  const classifier = yield* imageClassifier(network, { encoder, channels, outputs: 1 })
  const update = yield* withOptimizer(optimizer)
  const image = noise(batch * channels * crop ** 3, "image")
  const truth = Float32Array.from({ length: batch }, (_, index) => index % 2)
  const loss = (logits: tf.Tensor1D, truths: tf.Tensor1D) =>
    tf.mean<tf.Scalar>(binaryCrossEntropyWithLogits(logits, truths))
  return {
    program: imageClassificationProgram({ classifier, batch, loss, ...update }),
    initial: initialModel(classifier, update.implementation, {}, random(0, "weights")),
    inputs: (step: number) => ({
      image,
      truth,
      ...update.implementation.inputValues(optimizer, step, optimizer.lr),
    }),
  } satisfies Work
})
