import type { Work } from "../../reports/runsTable.ts"
import type { Plan } from "../plan/planStudy.ts"
import { stagesByKey } from "../plan/stagesByKey.ts"
import type { Artifact } from "../store/artifact.ts"
import { inWords } from "../units/inWords.ts"
import { lineOf } from "./artifacts.ts"

/** Devices and time of the stages that measured something and of all behind them, by key. */
export const workOf = (plan: Plan, records: readonly Artifact[]): ReadonlyMap<string, Work> => {
  const stages = stagesByKey(plan)
  const made = new Map(records.map((each) => [each.key, each]))
  return new Map(
    plan.stages
      .filter(
        ({ key, configured }) => made.has(key) && configured.record.measurements !== undefined,
      )
      .map(({ key }): readonly [string, Work] => {
        const behind = lineOf(stages, key).flatMap((each) => made.get(each.key) ?? [])
        const seconds = behind.reduce((sum, each) => sum + each.seconds, 0)
        return [
          key,
          { devices: [...new Set(behind.map(({ device }) => device))], time: inWords(seconds) },
        ]
      }),
  )
}
