import { Effect, Result } from "effect"
import type { Fault } from "../../dsl/fault.ts"
import type { Plan } from "../plan/planStudy.ts"
import type { Stage } from "../plan/stage.ts"
import { stagesByKey } from "../plan/stagesByKey.ts"
import type { DataFacts } from "../stages/dataFacts.ts"
import type { Work } from "../stages/work.ts"
import { graphTexts } from "./graphText.ts"
import type { Surroundings } from "./surroundings.ts"

/** A stage that has to run, with its work where its data are known. */
export interface Worked {
  readonly stage: Stage
  readonly work: Work | undefined
  readonly data: DataFacts | undefined
  readonly features: number
  /** Text that is equal for equal graphs; undefined without tensors. */
  readonly graph: string | undefined
}

/** Whether the data allow the split that a stage reads. */
const isDividable = ({ configured: { split } }: Stage, data: DataFacts): boolean =>
  split === undefined || Result.isSuccess(data.divided(split))

export const isUndividable = ({ stage, data }: Pick<Worked, "stage" | "data">): boolean =>
  data !== undefined && !isDividable(stage, data)

/** The work of stages, by what is known of their data. */
export const workedStages = Effect.fnUntraced(function* (
  plan: Plan,
  toRun: readonly Stage[],
  { data }: Surroundings,
): Effect.fn.Return<readonly Worked[]> {
  const byKey = stagesByKey(plan)
  const facts = new Map<string, DataFacts | undefined>()
  for (const stage of plan.stages)
    if (stage.configured.lists !== undefined)
      facts.set(stage.key, yield* data(stage.configured.lists))
  const textOf = graphTexts()
  return toRun.map((stage) => {
    const inputs = Object.values(stage.inputs)
    const known = inputs.map((key) => facts.get(key)).find((found) => found !== undefined)
    const [features = 0] = inputs.flatMap((key) => byKey.get(key)?.configured.features ?? [])
    const isKnown = known !== undefined && isDividable(stage, known)
    const work = isKnown ? stage.configured.work(known, features) : undefined
    const graph =
      work?.tensors === undefined
        ? undefined
        : [stage.kind, known?.modalities, ...work.tensors.shape.map(textOf)].join("\n")
    return { stage, work, data: known, features, graph }
  })
})

/** What of the data does not allow a split, each fault once. */
export const splitFaults = (worked: readonly Worked[]): readonly Fault[] => {
  const found = new Map<string, Fault>()
  for (const { stage, data } of worked) {
    const { split } = stage.configured
    if (split === undefined || data === undefined) continue
    const divided = data.divided(split)
    if (Result.isFailure(divided))
      for (const each of divided.failure.faults) found.set(each.what, each)
  }
  return [...found.values()]
}
