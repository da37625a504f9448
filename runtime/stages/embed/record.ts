import type { Encoder } from "../../../dsl/encoder.ts"
import { axes } from "../../../dsl/field.ts"
import { slidingWindows } from "../../data/transforms/crop/slidingWindow.ts"
import { stageRecord } from "../record.ts"

export interface EmbedSettings {
  readonly encoder: Encoder
}

/** Takes the frozen encoder's features of every subject. */
export const embed = stageRecord({
  kind: "embed",
  body: "ablate:stages/embed/body",
  inputs: ["index", "preprocess", "pretrain"],
  namedBy: "arm",
  usesDevice: true,
  hasHistory: false,
  settings: ({ encoder }: { readonly encoder: Encoder }): EmbedSettings => ({ encoder }),
  features: ({ encoder }) => encoder.width,
  work: ({ encoder }, { subjects, shape }) => ({
    steps: subjects.length,
    disk: 4 * subjects.length * encoder.width,
    tensors: {
      shape: [encoder],
      runs: slidingWindows(shape, axes(encoder.crop), 0).length,
      batch: 1,
    },
  }),
  program: () => import("./program.ts"),
})
