import { Effect } from "effect"
import type { Fault } from "../../dsl/fault.ts"
import type { DeviceName } from "../devices/device.ts"
import { missingStages } from "../plan/missing.ts"
import { kindsOf, type Plan } from "../plan/planStudy.ts"
import type { Estimate } from "./estimate.ts"
import { makespan } from "./makespan.ts"
import { type StageCost, stageCost, whyUnknown } from "./stageCost.ts"
import type { Surroundings } from "./surroundings.ts"
import { programFaults, tracedGraphs } from "./tracedGraphs.ts"
import { splitFaults, workedStages } from "./workedStages.ts"

/** What the rest of a plan costs. Sums leave out what is not known. */
export interface PlanCost {
  readonly device: DeviceName
  /** Whose roofline times are told by, where the ledger has none. */
  readonly card: string | null
  readonly slots: number
  readonly threadsPerSlot: number
  /** Kinds of the stages, in the order of the work. */
  readonly kinds: readonly string[]
  readonly stages: readonly StageCost[]
  /** Seconds of all stages, one after another, on each card. */
  readonly deviceSeconds: number
  /** The same at the ends of each stage's range; null where some speed is assumed. */
  readonly deviceRange: Estimate["range"]
  /** Seconds with the slots at hand. */
  readonly wallSeconds: number
  /** Bytes of artifacts; checkpoints of running stages come on top. */
  readonly disk: number
  readonly checkpoints: number
  /** Stages whose time is not known, by kind, with the reason. */
  readonly uncounted: readonly {
    readonly kind: string
    readonly stages: number
    readonly why: string
  }[]
  /** Why some stages cannot run: a network that the crop does not fit, too few subjects for the split. */
  readonly faults: readonly Fault[]
}

/** What the stages that a plan still has to run take. */
export const planCost = Effect.fn("planCost")(function* (
  plan: Plan,
  done: ReadonlySet<string>,
  surroundings: Surroundings,
): Effect.fn.Return<PlanCost> {
  const { device, slots, threadsPerSlot } = surroundings
  const toRun = missingStages(plan, done)
  const worked = toRun.length === 0 ? [] : yield* workedStages(plan, toRun, surroundings)
  const graphs = yield* tracedGraphs(worked, surroundings)
  const stages = worked.map((one) => stageCost(one, graphs, surroundings))
  const sum = (of: (stage: StageCost) => number) =>
    stages.reduce((total, one) => total + of(one), 0)
  const onCards = (of: (stage: StageCost) => number) => sum((one) => one.cards * of(one))
  const unknown = worked.filter((_, index) => stages[index]?.seconds === null)
  const ran = new Set(stages.map(({ kind }) => kind))
  const kinds = kindsOf(plan).flatMap(({ kind }) => (ran.has(kind) ? [kind] : []))
  return {
    device,
    card: surroundings.card?.name ?? null,
    slots,
    threadsPerSlot,
    kinds,
    stages,
    deviceSeconds: onCards(({ seconds }) => seconds ?? 0),
    deviceRange: stages.some(({ basis }) => basis === "assumed")
      ? null
      : [
          onCards(({ seconds, range }) => range?.[0] ?? seconds ?? 0),
          onCards(({ seconds, range }) => range?.[1] ?? seconds ?? 0),
        ],
    wallSeconds: makespan(
      toRun.map(({ key, inputs }, index) => ({
        key,
        seconds: stages[index]?.seconds ?? 0,
        slots: stages[index]?.cards ?? 1,
        after: Object.values(inputs),
      })),
      slots,
    ),
    disk: sum(({ disk }) => disk),
    checkpoints: stages
      .map(({ checkpoint }) => checkpoint)
      .toSorted((a, b) => b - a)
      .slice(0, slots)
      .reduce((total, bytes) => total + bytes, 0),
    uncounted: kinds.flatMap((kind) =>
      [
        ...Map.groupBy(
          unknown.filter(({ stage }) => stage.kind === kind),
          (one) => whyUnknown(one, graphs, surroundings),
        ),
      ].map(([why, found]) => ({ kind, stages: found.length, why })),
    ),
    faults: [...splitFaults(worked), ...programFaults(worked, graphs)],
  }
})
