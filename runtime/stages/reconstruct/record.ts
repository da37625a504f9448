import type { Dataset, Split } from "../../../dsl/dataset.ts"
import type { Encoder } from "../../../dsl/encoder.ts"
import { axes } from "../../../dsl/field.ts"
import type { Objective } from "../../../dsl/pretraining.ts"
import { subjectsOf, voxelsOf } from "../dataFacts.ts"
import { stageRecord } from "../record.ts"
import { evaluationMask } from "../../../dsl/column.ts"
import { sliceKinds } from "./artifact.ts"

export interface ReconstructSettings {
  readonly encoder: Encoder
  readonly pretraining: Objective
  readonly split: Split
  /** What is hidden from all arms alike. */
  readonly evaluation: typeof evaluationMask
}

/** Crops that go through: those to look at, and for each draw all subjects twice, for means and for distances. */
const passesOf = (subjects: number): number => (1 + 2 * evaluationMask.draws) * subjects

/** Fills in hidden positions of the test subjects. */
export const reconstruct = stageRecord({
  kind: "reconstruct",
  body: "ablate:stages/reconstruct/body",
  inputs: ["index", "preprocess", "pretrain"],
  namedBy: "arm",
  usesDevice: true,
  hasHistory: false,
  measurements: () => import("./measurements.ts"),
  settings: ({
    encoder,
    pretraining,
    dataset: { split },
  }: {
    readonly encoder: Encoder
    readonly pretraining: Objective
    readonly dataset: Dataset
  }): ReconstructSettings => ({ encoder, pretraining, split, evaluation: evaluationMask }),
  split: ({ split }) => split,
  work: ({ encoder, pretraining, split }, data) => {
    const subjects = subjectsOf(data, split, "test").length
    const plane = voxelsOf(axes(encoder.crop).slice(1))
    return {
      steps: passesOf(subjects),
      disk: 4 * subjects * sliceKinds.length * data.modalities * plane,
      tensors: { shape: [encoder, pretraining], runs: 1, batch: 1 },
    }
  },
  program: () => import("./program.ts"),
})
