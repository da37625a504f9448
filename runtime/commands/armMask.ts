import { Effect, Schema } from "effect"
import type { Experiment } from "../../dsl/experiment.ts"
import { MaskStep } from "../../dsl/mask.ts"
import { valueAt } from "../../dsl/replace.ts"
import type { EncoderModel } from "../nn/encoderContract.ts"
import { hybridMask } from "../pretraining/hybridMask.ts"
import type { Random } from "../random/random.ts"
import { maskImplementations } from "../stages/models.ts"

const isSteps = Schema.is(Schema.Array(MaskStep))

/** The mask steps of an arm's pre-training, and how a mask of a grid is drawn by them; undefined where it has none. */
export const armMask = Effect.fnUntraced(function* (
  { dataset: { modalities }, pretraining }: Experiment,
  { grid }: Pick<EncoderModel, "grid">,
) {
  const steps = valueAt(pretraining, "mask")
  if (!isSteps(steps)) return undefined
  const implementations = yield* maskImplementations(pretraining)
  const context = { modalities: modalities.length, grid, implementations }
  return { steps, draw: (random: Random) => hybridMask(steps, context, random) }
})
