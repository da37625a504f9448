import type { Program, TensorSpecs } from "../engine/index.ts"
import { imageSpec } from "../nn/imageSpec.ts"
import { chosen } from "../nn/layers/names.ts"
import { specsOf } from "../nn/layers/parameter.ts"
import { channelsFirst, channelsLast } from "../nn/layers/volumeOrder.ts"
import { weightsAt } from "../nn/layers/weights.ts"
import type { ObjectiveContext, ObjectiveModel } from "./contract.ts"

/**
 * Reconstructs a batch. State: the objective's parameters. Inputs: `image` and what the objective
 * draws, or other `inputs` of the same names. Outputs: `reconstruction`, `masked` and `mask`, and where the
 * objective measures something else `target` and `prediction`, each [batch, c, d, h, w], the order of
 * volumes in memory. Undefined where the objective reconstructs nothing.
 */
export const reconstructionProgram = (
  name: string,
  { parameters, inputs: drawn, reconstruct }: ObjectiveModel,
  context: ObjectiveContext,
  inputs: TensorSpecs = drawn,
): Program | undefined =>
  reconstruct === undefined
    ? undefined
    : {
        name,
        state: specsOf(parameters),
        inputs: { ...imageSpec(context.encoder, context.batch), ...inputs },
        body: (weights, given) => {
          const shown = reconstruct(weights, {
            image: channelsLast(weightsAt(given)("image")),
            drawn: chosen(given, (input) => input in inputs),
          })
          return {
            state: {},
            outputs: {
              reconstruction: channelsFirst(shown.reconstruction),
              masked: channelsFirst(shown.masked),
              mask: channelsFirst(shown.mask),
              ...(shown.measured === undefined
                ? {}
                : {
                    target: channelsFirst(shown.measured.target),
                    prediction: channelsFirst(shown.measured.prediction),
                  }),
            },
          }
        },
      }
