import { Effect } from "effect"
import type { Work } from "../../reports/runsTable.ts"
import type { Plan } from "../plan/planStudy.ts"
import { Store } from "../store/store.ts"
import { inWords } from "../units/inWords.ts"
import { lineOf } from "./artifacts.ts"

/** Devices and time of the stages that measured something and of all behind them, by key. */
export const workOf = Effect.fnUntraced(function* (plan: Plan) {
  const { has, record } = yield* Store
  const stages = new Map(plan.stages.map((stage) => [stage.key, stage]))
  const present = yield* Effect.filter(plan.stages, has, { concurrency: 16 })
  const made = yield* Effect.forEach(present, record, { concurrency: 16 })
  const records = new Map(made.map((each) => [each.key, each]))
  return new Map(
    present
      .filter(({ configured }) => configured.record.measurements !== undefined)
      .map(({ key }): readonly [string, Work] => {
        const behind = lineOf(stages, key).flatMap((each) => records.get(each.key) ?? [])
        const seconds = behind.reduce((sum, each) => sum + each.seconds, 0)
        return [
          key,
          { devices: [...new Set(behind.map(({ device }) => device))], time: inWords(seconds) },
        ]
      }),
  )
})
