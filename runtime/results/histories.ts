import { Effect } from "effect"
import type { Target } from "../../dsl/target.ts"
import type { History } from "../../reports/figures/history.ts"
import type { Plan } from "../plan/planStudy.ts"
import { readJson } from "../stages/files.ts"
import { HistoryFile } from "../stages/history.ts"
import { artifactsOf } from "./artifacts.ts"

/** Norms of gradients are no losses, and what each level adds to a term would be a panel a level. */
const isShown = (term: string): boolean => !term.startsWith("gradientNorm") && !/\.\d+$/.test(term)

/** The losses of a stage whose artifact is in a folder, a history a term. */
export const lossesIn = (folder: string) =>
  readJson(folder, "history.json", HistoryFile).pipe(
    Effect.map(({ rows }) => {
      const terms = [...new Set(rows.flatMap((row) => Object.keys(row.terms)))]
      return terms.filter(isShown).map((term) => {
        const logged = rows.filter((row) => term in row.terms)
        return {
          term,
          steps: logged.map(({ step }) => step),
          values: logged.flatMap((row) => row.terms[term] ?? []),
        }
      })
    }),
  )

/** The losses that the runs of a target have recorded, a history a term. */
export const historiesOf = Effect.fnUntraced(function* (plan: Plan, target: Target) {
  const found = yield* artifactsOf(plan, target, ({ hasHistory }) => hasHistory)
  const made = yield* Effect.forEach(found, ({ stage, task, arm, seed, fold, folder }) =>
    lossesIn(folder).pipe(
      Effect.map((losses) =>
        losses.map((loss): History => ({
          arm,
          seed,
          stage: [stage.kind, task, fold === null ? "" : `fold ${fold}`]
            .filter((word) => word !== "")
            .join(" "),
          ...loss,
        })),
      ),
    ),
  )
  return made.flat()
})
