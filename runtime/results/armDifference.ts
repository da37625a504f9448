import type { Plan } from "../plan/planStudy.ts"
import type { Stage } from "../plan/stage.ts"
import { stagesByKey } from "../plan/stagesByKey.ts"
import type { FieldOrigin } from "./fieldOrigins.ts"

/** A field that two arms do not have alike; undefined where one has no such field. */
export interface FieldDifference {
  readonly field: string
  readonly a: FieldOrigin | undefined
  readonly b: FieldOrigin | undefined
}

const text = ({ value }: FieldOrigin): string => JSON.stringify(value)

/**
 * Fields that differ. Where one arm has another component, defaults that only one of them has are left
 * out: the component says them.
 */
export const fieldDifferences = (
  a: readonly FieldOrigin[],
  b: readonly FieldOrigin[],
): readonly FieldDifference[] => {
  const [left, right] = [a, b].map(
    (side) => new Map(side.map((each) => [each.field, each] as const)),
  )
  const fields = new Set([...a, ...b].map(({ field }) => field))
  return [...fields].flatMap((field) => {
    const [one, other] = [left?.get(field), right?.get(field)]
    if (one !== undefined && other !== undefined)
      return text(one) === text(other) ? [] : [{ field, a: one, b: other }]
    return (one ?? other)?.written === undefined ? [] : [{ field, a: one, b: other }]
  })
}

/** What makes a stage of one side another one. */
type Reason = "its settings" | "its code" | "what it reads" | "its seed"

/** A role in the runs of two arms: the stages are the same, or differ in some of what makes their keys. */
export interface StageDifference {
  readonly role: string
  readonly is: "same" | "different" | "only in A" | "only in B"
  readonly because: readonly Reason[]
}

const reasonsOf = (a: Stage, b: Stage): readonly Reason[] => {
  const differs = (of: (stage: Stage) => unknown) => JSON.stringify(of(a)) !== JSON.stringify(of(b))
  return [
    ...(differs(({ slice }) => slice) ? (["its settings"] as const) : []),
    ...(differs(({ code }) => code) ? (["its code"] as const) : []),
    ...(differs(({ inputs }) => inputs) ? (["what it reads"] as const) : []),
    ...(differs(({ seed }) => seed) ? (["its seed"] as const) : []),
  ]
}

/** An arm of a plan, in the tables and figures that have it. */
interface PlannedArm {
  readonly plan: Plan
  readonly name: string
  readonly targets: readonly string[]
}

/** Stages of an arm by seed, fold and role, over all that a file asks of it. */
const stagesOf = ({ plan, name, targets }: PlannedArm) => {
  const byKey = stagesByKey(plan)
  const made = new Map<string, Map<string, Stage>>()
  const own = plan.runs.filter(({ arm, subject }) => arm === name && targets.includes(subject))
  for (const run of own) {
    const roles = made.get(`${run.seed} ${run.fold ?? ""}`) ?? new Map<string, Stage>()
    made.set(`${run.seed} ${run.fold ?? ""}`, roles)
    for (const [role, key] of Object.entries(run.stages)) {
      const stage = byKey.get(key)
      if (stage !== undefined) roles.set(role, stage)
    }
  }
  return made
}

/** How the stages of two arms compare, by role, in the seeds and folds that both have. */
export const stageDifferences = (a: PlannedArm, b: PlannedArm): readonly StageDifference[] => {
  const [left, right] = [stagesOf(a), stagesOf(b)]
  const both = [...left.keys()].filter((run) => right.has(run))
  const roles = new Set(
    both.flatMap((run) => [...(left.get(run)?.keys() ?? []), ...(right.get(run)?.keys() ?? [])]),
  )
  return [...roles].map((role): StageDifference => {
    const pairs = both.map((run) => [left.get(run)?.get(role), right.get(run)?.get(role)] as const)
    const because = new Set<Reason>()
    for (const [one, other] of pairs)
      if (one !== undefined && other !== undefined && one.key !== other.key)
        for (const reason of reasonsOf(one, other)) because.add(reason)
    const is = pairs.every(([, other]) => other === undefined)
      ? "only in A"
      : pairs.every(([one]) => one === undefined)
        ? "only in B"
        : pairs.every(([one, other]) => one?.key === other?.key)
          ? "same"
          : "different"
    return { role, is, because: [...because] }
  })
}
