import type { AnyDefinition, Component, Definition } from "../../dsl/component.ts"
import type { Fault } from "../../dsl/fault.ts"
import type { Fields, Values } from "../../dsl/field.ts"
import type { Network } from "../../dsl/networks/family.ts"
import type { Tensors, tf } from "../engine/index.ts"
import type { EncoderModel } from "./encoderContract.ts"
import type { Parameters } from "./layers/parameter.ts"

/** What a network for a task builds on. */
export interface NetworkContext {
  readonly encoder: EncoderModel
  /** Channels of the image. */
  readonly channels: number
  /** Logits to put out: one a region, or one for a binary label. */
  readonly outputs: number
}

/** What a classifier of feature vectors builds on. */
export interface HeadContext {
  /** Dimensions of a feature vector. */
  readonly width: number
  /** Logits to put out. */
  readonly outputs: number
}

/** Weights of both parts, each under its own names. */
export interface NetworkWeights {
  /** Empty where the network does not use the encoder. */
  readonly encoder: Tensors
  /** The network's parameters and buffers. */
  readonly network: Tensors
}

/** Logits at one resolution, and their share in the loss. */
export interface Scale {
  /** [b, d', h', w', outputs]. */
  readonly logits: tf.Tensor
  readonly weight: number
}

/** What a forward pass of training gives. */
export interface TrainingOutput {
  /** Finest first; weights sum to 1. */
  readonly scales: readonly [Scale, ...Scale[]]
  /** The buffers after this step. */
  readonly buffers: Tensors
}

/** A segmentation network. */
export interface SegmentationModel {
  /** The network's own parameters, without the encoder's. */
  readonly parameters: Parameters
  /** Tensors that training changes without gradients, such as running statistics; none by default. */
  readonly buffers?: Parameters
  /** False for a network without the encoder, whose parameters are then not trained. */
  readonly usesEncoder: boolean
  /** Levels of the encoder that the network reads, counted from 1. */
  readonly taps: readonly number[]
  /** Image [b, d, h, w, c] to logits [b, d, h, w, outputs], by the buffers in inference. */
  readonly forward: (weights: NetworkWeights, image: tf.Tensor) => tf.Tensor
  /** The forward pass of training where it differs: batch statistics, several scales. */
  readonly train?: (weights: NetworkWeights, image: tf.Tensor) => TrainingOutput
}

/** A classifier of feature vectors. */
export interface HeadModel {
  readonly parameters: Parameters
  /** Tensors that training changes without gradients, such as running statistics. */
  readonly buffers: Parameters
  /** Features [b, width] to logits [b, outputs], and the buffers after this step. */
  readonly train: (weights: Tensors, buffers: Tensors, features: tf.Tensor) => HeadOutput
  /** Features [b, width] to logits [b, outputs]. */
  readonly infer: (weights: Tensors, buffers: Tensors, features: tf.Tensor) => tf.Tensor
}

/** A classifier of images, trained end to end. */
export interface ClassifierModel {
  /** The network's own parameters, without the encoder's. */
  readonly parameters: Parameters
  /** Tensors that training changes without gradients, such as running statistics. */
  readonly buffers: Parameters
  /** False for a network without the encoder, whose parameters are then not trained. */
  readonly usesEncoder: boolean
  /** Image [b, d, h, w, c] to logits [b, outputs], by the buffers in inference. */
  readonly forward: (weights: NetworkWeights, image: tf.Tensor) => tf.Tensor
  /** Image [b, d, h, w, c] to logits [b, outputs], and the buffers after this step. */
  readonly train: (weights: NetworkWeights, image: tf.Tensor) => HeadOutput
}

/** What a classifier gives in training. */
export interface HeadOutput {
  readonly logits: tf.Tensor
  readonly buffers: Tensors
}

/** How a segmentation network is implemented. */
export interface NetworkImplementation<N = Network> {
  readonly definition: AnyDefinition
  readonly task: "segmentation"
  /** What keeps the network from working on this encoder; `field` is where the network stands. */
  faults?(network: N, context: NetworkContext, field: string): readonly Fault[]
  model(network: N, context: NetworkContext): SegmentationModel
}

/** How a classifier of frozen features is implemented. */
export interface HeadImplementation<N = Network> {
  readonly definition: AnyDefinition
  readonly task: "classification"
  /** What keeps the classifier from working on such features. */
  faults?(network: N, context: HeadContext, field: string): readonly Fault[]
  model(network: N, context: HeadContext): HeadModel
}

/** How a classifier of images is implemented. */
export interface ClassifierImplementation<N = Network> {
  readonly definition: AnyDefinition
  readonly task: "imageClassification"
  /** What keeps the classifier from working on this encoder or its crop. */
  faults?(network: N, context: NetworkContext, field: string): readonly Fault[]
  model(network: N, context: NetworkContext): ClassifierModel
}

type Made<Family extends string, Kind extends string, F extends Fields> = Component<Family, Kind> &
  Values<F>

/** The default export of a segmentation network's module. */
export const implementNetwork = <Kind extends string, F extends Fields>(
  definition: Definition<"network", Kind, F>,
  implementation: Omit<NetworkImplementation<Made<"network", Kind, F>>, "definition" | "task">,
): NetworkImplementation<Made<"network", Kind, F>> => ({
  definition,
  task: "segmentation",
  ...implementation,
})

/** The default export of the module of a classifier on frozen features. */
export const implementHead = <Kind extends string, F extends Fields>(
  definition: Definition<"network", Kind, F>,
  implementation: Omit<HeadImplementation<Made<"network", Kind, F>>, "definition" | "task">,
): HeadImplementation<Made<"network", Kind, F>> => ({
  definition,
  task: "classification",
  ...implementation,
})

/** The default export of the module of a classifier of images. */
export const implementClassifier = <Kind extends string, F extends Fields>(
  definition: Definition<"network", Kind, F>,
  implementation: Omit<ClassifierImplementation<Made<"network", Kind, F>>, "definition" | "task">,
): ClassifierImplementation<Made<"network", Kind, F>> => ({
  definition,
  task: "imageClassification",
  ...implementation,
})
