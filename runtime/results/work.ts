import { Effect } from "effect"
import { thinned } from "../../reports/figures/history.ts"
import type { Curve, Work } from "../../reports/runsTable.ts"
import type { Plan } from "../plan/planStudy.ts"
import type { Stage } from "../plan/stage.ts"
import { stagesByKey } from "../plan/stagesByKey.ts"
import type { Artifact } from "../store/artifact.ts"
import { Store } from "../store/store.ts"
import { inWords } from "../units/inWords.ts"
import { lineOf } from "./artifacts.ts"
import { lossesIn } from "./histories.ts"

/** Points of a curve at most: it is drawn small. */
const points = 40

const curvesOf = Effect.fnUntraced(function* (stage: Stage) {
  const store = yield* Store
  const losses = yield* lossesIn(yield* store.open(stage))
  return losses.map(({ term, ...logged }): Curve => {
    const { steps, values } = thinned(logged, points)
    const title = `${stage.kind}: ${term}`
    return { key: stage.key, title, steps, values: values.map((one) => Number(one.toPrecision(4))) }
  })
})

/**
 * Devices, time and losses of the stages that measured something and of all behind them, by key. `pages` are
 * those of stages in MLflow, by key.
 */
export const workOf = Effect.fnUntraced(function* (
  plan: Plan,
  made: ReadonlyMap<string, Artifact>,
  pages: ReadonlyMap<string, string>,
) {
  const stages = stagesByKey(plan)
  const trained = plan.stages.filter(
    ({ key, configured }) => made.has(key) && configured.record.hasHistory,
  )
  const curves = new Map(
    yield* Effect.forEach(
      trained,
      (stage) => Effect.map(curvesOf(stage), (own) => [stage.key, own] as const),
      { concurrency: 16 },
    ),
  )
  const measured = plan.stages.filter(
    ({ key, configured }) => made.has(key) && configured.record.measurements !== undefined,
  )
  return new Map(
    measured.map(({ key }): readonly [string, Work] => {
      const line = lineOf(stages, key)
      const behind = line.flatMap((each) => made.get(each.key) ?? [])
      const seconds = behind.reduce((sum, each) => sum + each.seconds, 0)
      const mlflow = pages.get(key)
      return [
        key,
        {
          devices: [...new Set(behind.map(({ device }) => device))],
          time: inWords(seconds),
          ...(mlflow === undefined ? {} : { mlflow }),
          curves: line.toReversed().flatMap((each) => curves.get(each.key) ?? []),
        },
      ]
    }),
  )
})
