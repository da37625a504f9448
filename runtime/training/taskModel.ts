import type { Arrays, Tensors, TensorSpecs } from "../engine/index.ts"
import type { NetworkWeights } from "../nn/contract.ts"
import type { EncoderModel } from "../nn/encoderContract.ts"
import { initialize } from "../nn/layers/initialize.ts"
import { chosen, prefixed, stripPrefix } from "../nn/layers/names.ts"
import { specsOf, type Parameters } from "../nn/layers/parameter.ts"
import type { Random } from "../random/random.ts"
import type { OptimizerImplementation } from "./optimizers/contract.ts"
import { zeroState } from "./zeroState.ts"

const encoderPrefix = "encoder."
export const networkPrefix = "network."

/** A network for a task, and the encoder that it may use. */
export interface TaskModel {
  readonly encoder: EncoderModel
  readonly network: {
    readonly parameters: Parameters
    readonly buffers?: Parameters
    readonly usesEncoder: boolean
  }
}

/** What is trained: the encoder under `encoder.` where it is used, the network under `network.`. */
export const trainedParameters = ({ encoder, network }: TaskModel): Parameters => ({
  ...(network.usesEncoder ? prefixed(encoderPrefix, encoder.parameters) : {}),
  ...prefixed(networkPrefix, network.parameters),
})

/** What is kept beside it, such as running statistics: under `network.`. */
export const buffersOf = ({ network }: TaskModel): Parameters =>
  prefixed(networkPrefix, network.buffers ?? {})

/** Parameters and buffers: what the trained network is stored as. */
export const storedParameters = (model: TaskModel): Parameters => ({
  ...trainedParameters(model),
  ...buffersOf(model),
})

/** The part of a state that is parameters. */
export const trainedOf = (model: TaskModel, state: Tensors): Tensors => {
  const names = trainedParameters(model)
  return chosen(state, (name) => name in names)
}

/** The part of a state that is buffers. */
export const keptOf = (model: TaskModel, state: Tensors): Tensors => {
  const names = buffersOf(model)
  return chosen(state, (name) => name in names)
}

/** Weights of both parts, each under its own names. */
export const networkWeights = (state: Tensors): NetworkWeights => ({
  encoder: stripPrefix(encoderPrefix, state),
  network: stripPrefix(networkPrefix, state),
})

/** The state of a training: parameters, buffers and what the optimiser keeps. */
export const trainingState = (
  model: TaskModel,
  implementation: OptimizerImplementation,
): TensorSpecs => ({
  ...specsOf(storedParameters(model)),
  ...implementation.state(specsOf(trainedParameters(model))),
})

/** The state before the first step; `pretrained` weights of the encoder replace the drawn ones. */
export const initialModel = (
  model: TaskModel,
  implementation: OptimizerImplementation,
  pretrained: Arrays,
  random: Random,
): Arrays => ({
  ...zeroState(trainingState(model, implementation)),
  ...initialize(storedParameters(model), random),
  ...(model.network.usesEncoder ? prefixed(encoderPrefix, pretrained) : {}),
})
