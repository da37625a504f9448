import { Effect } from "effect"
import type { TargetVarianceFigure } from "../../dsl/figure.ts"
import type { VarianceLine } from "../../reports/figures/targetVariance.ts"
import type { Plan } from "../plan/planStudy.ts"
import { readJson } from "../stages/files.ts"
import { VarianceFile } from "../stages/variance/artifact.ts"
import { variance } from "../stages/variance/record.ts"
import { isOneOf } from "./artifacts.ts"
import { shownArtifacts } from "./shownArtifacts.ts"

/** Estimates of Var(X_t) of the arms that have them, at the shares that were really masked. */
export const varianceLines = Effect.fnUntraced(function* (
  plan: Plan,
  figure: TargetVarianceFigure,
) {
  const found = yield* shownArtifacts(plan, figure, isOneOf(variance))
  const firsts = [...Map.groupBy(found, ({ arm }) => arm).values()].flatMap(
    ([first]) => first ?? [],
  )
  return yield* Effect.forEach(firsts, ({ arm, folder }) =>
    readJson(folder, "variance.json", VarianceFile).pipe(
      Effect.map((file): VarianceLine => ({ arm, ...file })),
    ),
  )
})
