import { Effect } from "effect"
import { columnText } from "../../dsl/column.ts"
import type { Measurement } from "../../reports/measurement.ts"
import type { Plan } from "../plan/planStudy.ts"
import { numberMeasure } from "../stages/score/metrics.ts"
import { sources } from "../stages/score/sources.ts"
import { readPredictions, type Predictions } from "../stages/predictions.ts"
import { Store } from "../store/store.ts"
import { stagesByKey } from "../plan/stagesByKey.ts"

/**
 * Measurements with what the predictions of all folds together give, where a number is of the whole set of
 * one fold. A group that lacks a fold is pooled too: it is left out where folds are joined.
 */
export const withPooledFolds = Effect.fnUntraced(function* (
  plan: Plan,
  measurements: readonly Measurement[],
) {
  const store = yield* Store
  const stages = stagesByKey(plan)
  const predictionsOf = Effect.fnUntraced(function* (key: string, of: "probability" | "value") {
    const inputs = Object.entries(stages.get(key)?.inputs ?? {})
    const [, input = ""] = inputs.find(([kind]) => !sources.includes(kind)) ?? []
    const stage = stages.get(input)
    if (stage === undefined || !(yield* store.has(stage))) return undefined
    return yield* readPredictions(yield* store.open(stage), of)
  })
  const pooledOf = Effect.fnUntraced(function* (group: readonly Measurement[]) {
    const metric = group[0]?.metric ?? null
    if (metric === null || metric.of === "masks") return undefined
    const { of } = metric
    const parts: Predictions[] = []
    for (const { run } of group) {
      const part = yield* predictionsOf(run.key, of)
      if (part === undefined) return undefined
      parts.push(part)
    }
    const measure = yield* numberMeasure(metric)
    const made = yield* measure({
      predictions: parts.flatMap(({ predictions }) => predictions),
      truths: parts.flatMap(({ truths }) => truths),
    })
    return "value" in made ? made.value : undefined
  })
  const groups = Map.groupBy(measurements, (each) =>
    "value" in each && each.fold !== undefined
      ? JSON.stringify([each.arm, each.seed, columnText(each.column)])
      : "",
  )
  const made = yield* Effect.forEach([...groups], ([name, group]) =>
    name === ""
      ? Effect.succeed(group)
      : Effect.map(pooledOf(group), (pooled) =>
          pooled === undefined ? group : group.map((each) => ({ ...each, pooled })),
        ),
  )
  return made.flat()
})
