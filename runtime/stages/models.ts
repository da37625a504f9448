import { Effect } from "effect"
import type { Encoder } from "../../dsl/encoder.ts"
import type { Component } from "../../dsl/component.ts"
import { fault, type Fault } from "../../dsl/fault.ts"
import type { Mask } from "../../dsl/masks/family.ts"
import type { Objective } from "../../dsl/objectives/family.ts"
import type { Network } from "../../dsl/network.ts"
import type { Optimizer } from "../../dsl/optimizer.ts"
import { componentsOf } from "../../dsl/placed.ts"
import { Faulty } from "../faults/faulty.ts"
import { loadAs, type Implementation } from "../implementations/implementation.ts"
import type {
  ClassifierImplementation,
  HeadContext,
  HeadImplementation,
  HeadModel,
  NetworkContext,
  NetworkImplementation,
} from "../nn/contract.ts"
import type { EncoderImplementation, EncoderModel } from "../nn/encoderContract.ts"
import type {
  ObjectiveContext,
  ObjectiveImplementation,
  ObjectiveModel,
} from "../pretraining/contract.ts"
import type { MaskImplementation, MaskImplementations } from "../pretraining/maskContract.ts"
import type { OptimizerImplementation, WithOptimizer } from "../training/optimizers/contract.ts"
import type { ImageClassifier } from "../training/imageClassification.ts"
import type { Segmenter } from "../training/segmentation.ts"

const refuse = (faults: readonly Fault[]): Effect.Effect<void, Faulty> =>
  faults.length === 0 ? Effect.void : Effect.fail(new Faulty({ faults }))

const wrongRole = (component: Component, role: string): Faulty =>
  new Faulty({
    faults: [
      fault({
        what: `${component.kind} is not ${role}`,
        where: { field: component.family },
        hint: `choose another ${component.family}`,
      }),
    ],
  })

/** The encoder for images of so many channels. */
export const encoderModel = Effect.fnUntraced(function* (
  encoder: Encoder,
  channels: number,
): Effect.fn.Return<EncoderModel, Faulty> {
  const implementation = yield* loadAs<EncoderImplementation>(encoder, ["model"])
  return implementation.model(encoder, channels)
})

/** An optimiser and the module that makes its updates. */
export const withOptimizer = Effect.fnUntraced(function* (
  optimizer: Optimizer,
): Effect.fn.Return<WithOptimizer, Faulty> {
  return {
    optimizer,
    implementation: yield* loadAs<OptimizerImplementation>(optimizer, ["state", "update"]),
  }
})

/** The implementations of every mask step that an objective holds. */
export const maskImplementations = Effect.fnUntraced(function* (
  objective: Objective,
): Effect.fn.Return<MaskImplementations, Faulty> {
  const steps = componentsOf(objective).filter(({ component }) => component.family === "mask")
  const loaded = new Map<string, MaskImplementation>()
  for (const { component } of steps)
    loaded.set(component.implementation, yield* loadAs<MaskImplementation>(component, ["draw"]))
  return (mask: Mask) => {
    const found = loaded.get(mask.implementation)
    if (found === undefined) throw new Error(`the mask ${mask.kind} is no part of the objective`)
    return found
  }
})

/** An objective for an encoder and a batch, its faults found. */
export const objectiveModel = Effect.fnUntraced(function* (
  objective: Objective,
  encoder: EncoderModel,
  batch: number,
): Effect.fn.Return<{ model: ObjectiveModel; context: ObjectiveContext }, Faulty> {
  const implementation = yield* loadAs<ObjectiveImplementation & Implementation>(objective, [])
  if (!implementation.trains) return yield* wrongRole(objective, "an objective that trains")
  const context = { encoder, batch, masks: yield* maskImplementations(objective) }
  yield* refuse(implementation.faults?.(objective, context, "pretraining") ?? [])
  return { model: implementation.model(objective, context), context }
})

/** A segmentation network on its encoder, its faults found. */
export const segmenter = Effect.fnUntraced(function* (
  network: Network,
  context: NetworkContext,
): Effect.fn.Return<Segmenter, Faulty> {
  const implementation = yield* loadAs<NetworkImplementation | HeadImplementation>(network, [
    "model",
  ])
  if (implementation.task !== "segmentation")
    return yield* wrongRole(network, "a segmentation network")
  yield* refuse(implementation.faults?.(network, context, "network") ?? [])
  return {
    encoder: context.encoder,
    network: implementation.model(network, context),
    outputs: context.outputs,
  }
})

/** A classifier of images, its faults found. */
export const imageClassifier = Effect.fnUntraced(function* (
  network: Network,
  context: NetworkContext,
): Effect.fn.Return<ImageClassifier, Faulty> {
  const implementation = yield* loadAs<
    NetworkImplementation | HeadImplementation | ClassifierImplementation
  >(network, ["model"])
  if (implementation.task !== "imageClassification")
    return yield* wrongRole(network, "a classifier of images")
  yield* refuse(implementation.faults?.(network, context, "network") ?? [])
  return { encoder: context.encoder, network: implementation.model(network, context) }
})

/** A classifier of features, its faults found. */
export const head = Effect.fnUntraced(function* (
  network: Network,
  context: HeadContext,
): Effect.fn.Return<HeadModel, Faulty> {
  const implementation = yield* loadAs<NetworkImplementation | HeadImplementation>(network, [
    "model",
  ])
  if (implementation.task !== "classification")
    return yield* wrongRole(network, "a classifier of features")
  yield* refuse(implementation.faults?.(network, context, "network") ?? [])
  return implementation.model(network, context)
})
