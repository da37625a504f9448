import type { AnyDefinition, Component, Definition } from "../../dsl/component.ts"
import type { Encoder } from "../../dsl/encoder.ts"
import type { Fault } from "../../dsl/fault.ts"
import type { Fields, Values } from "../../dsl/field.ts"
import type { Network } from "../../dsl/networks/family.ts"
import type { Tensors, tf, Triple } from "../engine/index.ts"
import type { Parameters } from "./layers/parameter.ts"

/** What an encoder makes of tokens. */
export interface Encoded {
  /** After the last norm: [b, tokens, width]. */
  readonly tokens: tf.Tensor
  /** What a block puts out, counted from 1: [b, tokens, width]. */
  readonly layer: (number: number) => tf.Tensor
}

/** An encoder for images of a number of channels. Images are [b, d, h, w, c]. */
export interface EncoderModel {
  readonly channels: number
  /** Voxels of a crop along each axis. */
  readonly crop: Triple
  /** Voxels of a patch along each axis. */
  readonly patch: Triple
  /** Positions along each axis: crop / patch. */
  readonly grid: Triple
  /** Tokens of an image. Token t stands for position t modulo the number of positions. */
  readonly tokens: number
  /** Voxels that a token stands for. */
  readonly voxelsPerToken: number
  readonly width: number
  readonly depth: number
  readonly parameters: Parameters
  /** Image to tokens with their position: [b, tokens, width]. */
  readonly embed: (weights: Tensors, image: tf.Tensor) => tf.Tensor
  /** Any subset of tokens, [b, k, width], through the blocks. */
  readonly transform: (weights: Tensors, tokens: tf.Tensor) => Encoded
  /** One vector a position, [b, positions, width], from all tokens. */
  readonly positions: (tokens: tf.Tensor) => tf.Tensor
  /** The voxels of each token: image to [b, tokens, voxelsPerToken]. */
  readonly patches: (image: tf.Tensor) => tf.Tensor
  /** The inverse of `patches`. */
  readonly assemble: (patches: tf.Tensor) => tf.Tensor
}

/** How an encoder is made true. */
export interface EncoderImplementation<E = Encoder> {
  readonly definition: AnyDefinition
  model(encoder: E, channels: number): EncoderModel
}

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
  /** False for a network that stands alone: the encoder's parameters are then not trained. */
  readonly usesEncoder: boolean
  /** Encoder layers that the network reads, counted from 1. */
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
  /** False for a network that stands alone: the encoder's parameters are then not trained. */
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

/** How a segmentation network is made true. */
export interface NetworkImplementation<N = Network> {
  readonly definition: AnyDefinition
  readonly task: "segmentation"
  /** What keeps the network from working on this encoder; `field` is where the network stands. */
  faults?(network: N, context: NetworkContext, field: string): readonly Fault[]
  model(network: N, context: NetworkContext): SegmentationModel
}

/** How a classifier on frozen features is made true. */
export interface HeadImplementation<N = Network> {
  readonly definition: AnyDefinition
  readonly task: "classification"
  /** What keeps the classifier from working on such features. */
  faults?(network: N, context: HeadContext, field: string): readonly Fault[]
  model(network: N, context: HeadContext): HeadModel
}

/** How a classifier of images is made true. */
export interface ClassifierImplementation<N = Network> {
  readonly definition: AnyDefinition
  readonly task: "imageClassification"
  /** What keeps the classifier from working on this encoder or its crop. */
  faults?(network: N, context: NetworkContext, field: string): readonly Fault[]
  model(network: N, context: NetworkContext): ClassifierModel
}

type Made<Family extends string, Kind extends string, F extends Fields> = Component<Family, Kind> &
  Values<F>

/** The default export of an encoder's module. */
export const implementEncoder = <Kind extends string, F extends Fields>(
  definition: Definition<"encoder", Kind, F>,
  implementation: Omit<EncoderImplementation<Made<"encoder", Kind, F>>, "definition">,
): EncoderImplementation<Made<"encoder", Kind, F>> => ({ definition, ...implementation })

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
