import type { Tensors } from "../engine/index.ts"
import { chosen } from "../nn/layers/names.ts"
import { channelsLast } from "../nn/layers/volumeOrder.ts"
import { weightsAt } from "../nn/layers/weights.ts"
import type { ObjectiveModel, Phase } from "./contract.ts"
import type { PhaseLosses } from "./phaseGradients.ts"
import { scalarLosses } from "../training/scalarLoss.ts"
import { viewInputs } from "./viewInputs.ts"

/** What a phase computes its losses at, besides the weights that it trains and a micro-batch's inputs. */
interface Given {
  /** All weights before the step. */
  readonly weights: Tensors
  readonly drawnForBatch: Tensors
  /** What earlier phases have passed on, for each micro-batch. */
  readonly passed: readonly Tensors[]
  readonly buffers: Tensors
}

/** The losses of a phase as functions of the weights that it trains; images come [b, c, d, h, w]. */
export const phaseLosses = (
  model: ObjectiveModel,
  { name, losses, batchLoss, head = () => false }: Phase,
  { weights, drawnForBatch, passed, buffers }: Given,
): PhaseLosses => ({
  of: (current, part, index) => {
    const images = viewInputs(model).map((view) => channelsLast(weightsAt(part)(view)))
    const made = losses(
      { ...weights, ...current },
      {
        image: images[0]!,
        views: images,
        drawn: chosen(part, (input) => input in model.inputs),
        drawnForBatch,
        passed: passed[index] ?? {},
        buffers,
      },
    )
    return scalarLosses(name, losses, made)
  },
  batchLoss:
    batchLoss &&
    ((batchFeatures, current) =>
      scalarLosses(name, batchLoss, batchLoss(batchFeatures, { ...weights, ...current }, buffers))),
  isHead: head,
})
