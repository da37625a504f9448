import { sincosValues } from "../nn/layers/positionEmbedding.ts"
import type { NamedTensors } from "../files/safetensors.ts"
import { type Description, encoderOf } from "./description.ts"
import { toTheirs } from "./layout.ts"
import { type MonaiForm, monaiLayouts, unusedTensors } from "./monai.ts"
import type { Weights } from "./weightsFile.ts"

const positions = "encoder.patch_embedding.position_embeddings"

/** MONAI stores a sin-cos embedding among the weights. */
const withPositions = ({ description, weights }: Weights): Weights => {
  if (description.encoder.position === "learned") return { description, weights }
  const { grid, width } = encoderOf(description)
  const encoder: Description["encoder"] = { ...description.encoder, position: "learned" }
  return {
    description: { ...description, encoder },
    weights: { ...weights, [positions]: sincosValues(grid, width) },
  }
}

/** The state dict that MONAI's network of the same sizes loads with `strict=True`. */
export const monaiStateDict = (given: Weights, form: MonaiForm): NamedTensors => {
  const { description, weights } = withPositions(given)
  const tensors = monaiLayouts(description, form).map((layout) => {
    const data = weights[layout.ours]
    if (data === undefined) throw new Error(`there is no tensor ${layout.ours}`)
    return [layout.theirs, { shape: layout.shape, data: toTheirs(layout, data) }] as const
  })
  return { ...Object.fromEntries(tensors), ...unusedTensors(description, form) }
}
