import { Effect } from "effect"
import type { Split } from "../../dsl/dataset.ts"
import type { StudyFigure } from "../../dsl/figure.ts"
import { splitSubjects } from "../data/cohort/split.ts"
import type { Plan } from "../plan/planStudy.ts"
import { readJson } from "../stages/files.ts"
import { SubjectList } from "../stages/index/artifact.ts"
import { index } from "../stages/index/record.ts"
import { isOneOf } from "./artifacts.ts"
import { shownArtifacts } from "./shownArtifacts.ts"

/** Identifiers of the test subjects of a figure's study, sorted; none before the index is there. */
export const testSubjects = Effect.fnUntraced(function* (
  plan: Plan,
  figure: StudyFigure,
  split: Split,
) {
  const [listed] = yield* shownArtifacts(plan, figure, isOneOf(index))
  if (listed === undefined) return []
  const { subjects } = yield* readJson(listed.folder, "index.json", SubjectList)
  const { test } = yield* Effect.fromResult(splitSubjects(subjects, split))
  return test.map(({ id }) => id)
})
