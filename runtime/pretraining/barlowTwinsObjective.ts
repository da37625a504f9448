import type { Component } from "../../dsl/component.ts"
import type { Values } from "../../dsl/field.ts"
import { barlowTwins as barlowTwinsDefinition } from "../../dsl/objectives/barlowTwins.ts"
import { tf } from "../engine/index.ts"
import { prefixed } from "../nn/layers/names.ts"
import { weightsAt } from "../nn/layers/weights.ts"
import { standardizedBarlowTwinsLoss } from "./barlowTwins.ts"
import {
  encoderPrefix,
  implementObjective,
  type ObjectiveContext,
  type ObjectiveModel,
} from "./contract.ts"
import { isPooled, pooledFeatures } from "./pooledFeatures.ts"
import { project, type Projector, projectorParameters } from "./projector.ts"

type BarlowTwins = Component<"objective", "barlowTwins"> &
  Values<typeof barlowTwinsDefinition.fields>

/** 8192 for ViT-B and wider encoders, in proportion to the width below. */
const publishedWidth = (width: number): number => Math.round(8192 * Math.min(1, width / 768))

const projectorOf = ({ projector }: BarlowTwins, width: number): Projector => ({
  prefix: "projector.",
  widths: [width, ...(projector ?? [0, 0, 0].map(() => publishedWidth(width)))],
  lastNorm: false,
})

const model = (objective: BarlowTwins, { encoder }: ObjectiveContext): ObjectiveModel => {
  const projector = projectorOf(objective, encoder.width)
  return {
    parameters: {
      ...prefixed(encoderPrefix, encoder.parameters),
      ...projectorParameters(projector),
    },
    inputs: {},
    draw: () => ({}),
    views: 2,
    phases: [
      {
        name: "twins",
        trains: (name) => isPooled(encoder, name),
        losses: (weights, { views }) => ({
          loss: tf.scalar(0),
          terms: {},
          batchFeatures: Object.fromEntries(
            views.map((view, index) => [String(index), pooledFeatures(encoder, weights, view)]),
          ),
        }),
        batchLoss: (batchFeatures, weights) => {
          const embedding = (view: string) =>
            project(projector, weights, weightsAt(batchFeatures)(view))
          const loss = standardizedBarlowTwinsLoss(
            embedding("0"),
            embedding("1"),
            objective.lambda,
          ).asScalar()
          return { loss, terms: { barlowTwins: loss } }
        },
        head: (name) => name.startsWith(projector.prefix),
      },
    ],
    separable: true,
    reconstruct: undefined,
  }
}

/** Barlow Twins (Zbontar et al. 2021) on pooled features of two views. */
export default implementObjective(barlowTwinsDefinition, { model })
