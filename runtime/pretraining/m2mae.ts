import { fault, type Fault } from "../../dsl/fault.ts"
import { m2maeDefinition } from "../../dsl/objectives/m2mae.ts"
import type { TensorSpecs } from "../engine/index.ts"
import type { EncoderModel } from "../nn/encoderContract.ts"
import { discriminatorParameters } from "../nn/networks/discriminator.ts"
import { linearParameters } from "../nn/layers/linearLayer.ts"
import { prefixed } from "../nn/layers/names.ts"
import { type Parameters, zeros } from "../nn/layers/parameter.ts"
import type { Random } from "../random/random.ts"
import { positionCount } from "./cells.ts"
import {
  encoderPrefix,
  implementObjective,
  type ObjectiveContext,
  type ObjectiveModel,
  type Phase,
} from "./contract.ts"
import { hybridMask, hybridMaskFaults, type MaskContext } from "./hybridMask.ts"
import {
  discriminatorLosses,
  encodeMasked,
  generatorLosses,
  pbtLoss,
  project,
} from "./m2maeLosses.ts"
import { type M2mae, type Terms, termsOf } from "./m2maeTerms.ts"
import { repeated } from "./evaluationMask.ts"
import { maskedImage } from "./maskedImage.ts"

const isDiscriminator = (name: string): boolean => name.startsWith("discriminator.")

const parameters = (
  { fill }: M2mae,
  use: Terms,
  { parameters: own, width, voxelsPerToken, channels, ...volume }: EncoderModel,
): Parameters => ({
  ...prefixed(encoderPrefix, own),
  ...(use.decoder ? prefixed("decoder.", linearParameters(width, voxelsPerToken)) : {}),
  ...(fill === "learned" ? { fill: { shape: [channels], init: zeros } } : {}),
  ...(use.adversarial
    ? prefixed("discriminator.", discriminatorParameters({ channels, ...volume }))
    : {}),
})

const maskContext = ({ encoder, masks }: ObjectiveContext): MaskContext => ({
  modalities: encoder.channels,
  grid: encoder.grid,
  implementations: masks,
})

/** One mask a sample, each at its own address: [batch, modalities, positions], 1 = masked. */
const draw = (objective: M2mae, context: ObjectiveContext, random: Random): Float32Array => {
  const cells = context.encoder.channels * positionCount(context.encoder)
  const values = new Float32Array(context.batch * cells)
  for (let sample = 0; sample < context.batch; sample++)
    values.set(
      hybridMask(objective.mask, maskContext(context), random.at(sample)).masked,
      sample * cells,
    )
  return values
}

const phases = (objective: M2mae, use: Terms, encoder: EncoderModel): readonly Phase[] => {
  const { discriminatorLr, loss: weight } = objective
  const generator: Phase = {
    name: "generator",
    trains: (name) => !isDiscriminator(name),
    termWeights: {
      losses: {
        ...(use.mse ? { mse: weight.mse } : {}),
        ...(use.adversarial ? { adversarial: weight.adversarial } : {}),
      },
      batchLoss: use.pbt ? { pbt: weight.pbt } : {},
    },
    losses: (weights, inputs) => generatorLosses(objective, use, encoder, weights, inputs),
    ...(use.pbt ? { batchLoss: (batchFeatures) => pbtLoss(objective, batchFeatures) } : {}),
  }
  const discriminator: Phase = {
    name: "discriminator",
    trains: isDiscriminator,
    ...(discriminatorLr === null ? {} : { lr: discriminatorLr }),
    losses: (weights, inputs) => discriminatorLosses(encoder, weights, inputs),
  }
  return use.adversarial ? [generator, discriminator] : [generator]
}

const model = (objective: M2mae, context: ObjectiveContext): ObjectiveModel => {
  const { encoder, batch } = context
  const use = termsOf(objective)
  const shape = [batch, encoder.channels, positionCount(encoder)]
  const inputs: TensorSpecs = { mask: { shape, dtype: "float32" } }
  return {
    parameters: parameters(objective, use, encoder),
    inputs,
    draw: (random) => ({ mask: draw(objective, context, random) }),
    phases: phases(objective, use, encoder),
    separable: true,
    hiding: (hidden) => ({
      inputs,
      values: { mask: repeated(hidden, batch * encoder.channels * hidden.length) },
    }),
    reconstruct: use.decoder
      ? (weights, inputs) => {
          const { mask, encoded } = encodeMasked(encoder, weights, inputs)
          return {
            reconstruction: project(encoder, weights, encoded.tokens),
            masked: maskedImage(inputs.image, mask),
            mask,
          }
        }
      : undefined,
  }
}

const faults = (objective: M2mae, context: ObjectiveContext, field: string): readonly Fault[] => [
  ...hybridMaskFaults(objective.mask, maskContext(context), `${field}.mask`),
  ...(objective.region === "masked" && objective.mask.length === 0
    ? [
        fault({
          what: "the MSE is taken over masked cells, but nothing is masked",
          where: { field: `${field}.region` },
          expected: "a mask step, or the region all",
          hint: 'use region: "all"',
        }),
      ]
    : []),
]

/**
 * M2-MAE (paper III-B). One encoder sees the masked and the original image; a single projection
 * reconstructs the image from the tokens of the masked one. The PBT's gradients flow through both
 * encodings.
 */
export default implementObjective(m2maeDefinition, { model, faults })
