import { Effect } from "effect"
import type { StudyFigure } from "../../dsl/figure.ts"
import type { Plan } from "../plan/planStudy.ts"
import type { StageFacts } from "../stages/record.ts"
import { artifactsOf } from "./artifacts.ts"

/**
 * The artifacts of some kinds for a figure of test subjects: of a cross-validation those of the first
 * fold, or of the one that the split asks for. Others are trained on the subjects shown.
 */
export const shownArtifacts = Effect.fnUntraced(function* (
  plan: Plan,
  figure: StudyFigure,
  isAsked: (record: StageFacts) => boolean,
) {
  const shown = new Map(
    figure.study.arms.map(({ name, experiment }) => {
      const { folds } = experiment.dataset.split
      return [name, folds?.fold ?? 0]
    }),
  )
  const found = yield* artifactsOf(plan, figure, isAsked)
  return found.filter(({ arm, fold }) => fold === null || fold === shown.get(arm))
})
