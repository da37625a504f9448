import { axes } from "../../dsl/field.ts"
import type { Split } from "../../dsl/dataset.ts"
import type { Encoder } from "../../dsl/encoder.ts"
import { slidingWindows } from "../data/transforms/crop/slidingWindow.ts"
import { measurements } from "../training/history.ts"
import { subjectsOf, type DataFacts } from "./dataFacts.ts"

/** What a training is validated by. */
interface Validated {
  readonly split: Split
  readonly encoder: Encoder
  readonly overlap: number
  readonly steps: number
  readonly batch: number
}

/** Work of the validation along a training, in steps a step. */
export const validationWork = (
  { split, encoder, overlap, steps, batch }: Validated,
  data: DataFacts,
): number => {
  const subjects = subjectsOf(data, split, "validation").length
  if (subjects === 0 || steps === 0) return 0
  const windows = slidingWindows(data.shape, axes(encoder.crop), overlap).length
  // A window is a crop's way forth, a third of its way forth and back.
  return (measurements(steps) * subjects * windows) / (3 * batch * steps)
}
