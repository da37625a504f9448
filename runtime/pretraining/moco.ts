import type { Component } from "../../dsl/component.ts"
import { fault, type Fault } from "../../dsl/fault.ts"
import type { Values } from "../../dsl/field.ts"
import { moco as mocoDefinition } from "../../dsl/objectives/moco.ts"
import { type Tensors, tf } from "../engine/index.ts"
import { stripPrefix, prefixed } from "../nn/layers/names.ts"
import { weightsAt } from "../nn/layers/weights.ts"
import {
  encoderPrefix,
  implementObjective,
  type Losses,
  type LossTerms,
  type ObjectiveContext,
  type ObjectiveModel,
  type StepInputs,
} from "./contract.ts"
import { contrastiveLoss } from "./contrastiveLoss.ts"
import { isPooled, pooledFeatures } from "./pooledFeatures.ts"
import { project, type Projector, projectorParameters } from "./projector.ts"

type Moco = Component<"objective", "moco"> & Values<typeof mocoDefinition.fields>

const momentumPrefix = "momentum."
const patchEmbedding = `${encoderPrefix}patch_embedding.patch_embeddings.`

/** Three layers from features to keys, of which the momentum encoder has its own. */
const projectorOf = ({ dim, mlp }: Moco, width: number): Projector => ({
  prefix: "projector.",
  widths: [width, mlp, mlp, dim],
  lastNorm: true,
})

/** Two layers more, for queries alone. */
const predictorOf = ({ dim, mlp }: Moco): Projector => ({
  prefix: "predictor.",
  widths: [dim, mlp, dim],
  lastNorm: true,
})

const isPredictor = (name: string): boolean => name.startsWith("predictor.")
const isHead = (name: string): boolean => name.startsWith("projector.") || isPredictor(name)

/** The momentum encoder: moving averages where there are any, and what is not trained. */
const momentumWeights = (weights: Tensors, buffers: Tensors): Tensors => ({
  ...weights,
  ...stripPrefix(momentumPrefix, buffers),
})

/** Features of both views by both encoders. */
const features = (
  { encoder }: ObjectiveContext,
  weights: Tensors,
  { views, buffers }: StepInputs,
): Losses => {
  const slow = momentumWeights(weights, buffers)
  const batchFeatures: Record<string, tf.Tensor> = {}
  for (const [index, view] of views.entries()) {
    batchFeatures[`query.${index}`] = pooledFeatures(encoder, weights, view)
    batchFeatures[`key.${index}`] = pooledFeatures(encoder, slow, view)
  }
  return { loss: tf.scalar(0), terms: {}, batchFeatures }
}

/** The symmetric loss: queries of each view against keys of the other. */
const contrast = (
  objective: Moco,
  projector: Projector,
  batchFeatures: Tensors,
  weights: Tensors,
  buffers: Tensors,
): LossTerms => {
  const slow = momentumWeights(weights, buffers)
  const feature = weightsAt(batchFeatures)
  const query = (view: number): tf.Tensor =>
    project(predictorOf(objective), weights, project(projector, weights, feature(`query.${view}`)))
  const key = (view: number): tf.Tensor => project(projector, slow, feature(`key.${view}`))
  const loss = tf.add<tf.Scalar>(
    contrastiveLoss(query(0), key(1), objective.temperature),
    contrastiveLoss(query(1), key(0), objective.temperature),
  )
  return { loss, terms: { infoNce: loss } }
}

/** Share of the momentum encoder that a step keeps (moco-v3, adjust_moco_momentum). */
const momentumAt = ({ momentum, momentumSchedule }: Moco, done: number): number =>
  momentumSchedule === "constant"
    ? momentum
    : 1 - ((1 - momentum) * (1 + Math.cos(Math.PI * done))) / 2

const model = (objective: Moco, context: ObjectiveContext): ObjectiveModel => {
  const { encoder } = context
  const projector = projectorOf(objective, encoder.width)
  const parameters = {
    ...prefixed(encoderPrefix, encoder.parameters),
    ...projectorParameters(projector),
    ...projectorParameters(predictorOf(objective)),
  }
  const trains = (name: string): boolean =>
    isPooled(encoder, name) && !(objective.freezePatchEmbedding && name.startsWith(patchEmbedding))
  const averaged = Object.keys(parameters).filter((name) => trains(name) && !isPredictor(name))
  return {
    parameters,
    inputs: {},
    draw: () => ({}),
    views: 2,
    buffers: {
      copies: Object.fromEntries(averaged.map((name) => [`${momentumPrefix}${name}`, name])),
      update: (weights, buffers, scheduled) => {
        const momentum = weightsAt(scheduled)("momentum")
        const slow = weightsAt(buffers, momentumPrefix)
        const moved = averaged.map((name) => [
          name,
          tf.add(
            tf.mul(slow(name), momentum),
            tf.mul(weightsAt(weights)(name), tf.sub(1, momentum)),
          ),
        ])
        return prefixed(momentumPrefix, Object.fromEntries(moved))
      },
    },
    scheduled: {
      inputs: { momentum: { shape: [], dtype: "float32" } },
      values: (done) => ({ momentum: Float32Array.of(momentumAt(objective, done)) }),
    },
    phases: [
      {
        name: "contrast",
        trains,
        losses: (weights, inputs) => features(context, weights, inputs),
        batchLoss: (batchFeatures, weights, buffers) =>
          contrast(objective, projector, batchFeatures, weights, buffers),
        head: isHead,
      },
    ],
    separable: true,
    reconstruct: undefined,
  }
}

const faults = (
  { freezePatchEmbedding }: Moco,
  { encoder }: ObjectiveContext,
  field: string,
): readonly Fault[] => {
  const names = Object.keys(prefixed(encoderPrefix, encoder.parameters))
  return !freezePatchEmbedding || names.some((name) => name.startsWith(patchEmbedding))
    ? []
    : [
        fault({
          what: "the encoder has no parameters under patch_embedding.patch_embeddings to freeze",
          where: { field: `${field}.freezePatchEmbedding` },
          expected: "a patch embedding, or false",
          hint: "use freezePatchEmbedding: false",
        }),
      ]
}

/**
 * MoCo v3 (Chen, Xie and He 2021). As in its code the momentum encoder moves before the keys are
 * computed, and batch norms take the moments of the batch.
 */
export default implementObjective(mocoDefinition, { model, faults })
