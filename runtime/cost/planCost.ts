import { Effect, Result } from "effect"
import type { Fault } from "../../dsl/fault.ts"
import type { DeviceName } from "../devices/device.ts"
import { missingStages } from "../plan/missing.ts"
import { kindsOf, type Plan } from "../plan/planStudy.ts"
import type { Stage } from "../plan/stage.ts"
import type { DataFacts } from "../stages/dataFacts.ts"
import type { ListedDataset } from "../stages/record.ts"
import type { Work } from "../stages/work.ts"
import { assumedSpeed, assumedStartUp } from "./assumedSpeed.ts"
import type { MeasureStep } from "./calibration.ts"
import type { GraphCost } from "./graph.ts"
import { graphTexts } from "./graphText.ts"
import { makespan } from "./makespan.ts"
import type { Past } from "./past.ts"

/**
 * Where a time comes from: the ledger's attempts with the same graph, a step that was timed now, the
 * ledger's attempts of the same kind, an assumed speed of the device, or nowhere.
 */
export type Basis = "same graph" | "timed" | "same kind" | "assumed" | "unknown"

/** What a stage that has to run takes; null where it is not known. */
export interface StageCost {
  readonly key: string
  readonly kind: string
  readonly label: string
  readonly steps: number | null
  /** Floating-point operations of all steps, in matrix products and convolutions; null without tensors. */
  readonly flops: number | null
  readonly seconds: number | null
  readonly basis: Basis
  /** Bytes: measured, or the graph's estimated peak. */
  readonly memory: number | null
  readonly memoryMeasured: boolean
  /** Bytes of the artifact, and of a checkpoint while it runs. */
  readonly disk: number
  readonly checkpoint: number
}

/** What the rest of a plan costs. Sums leave out what is not known. */
export interface PlanCost {
  readonly device: DeviceName
  readonly slots: number
  readonly threadsPerSlot: number
  /** Kinds of the stages, in the order of the work. */
  readonly kinds: readonly string[]
  readonly stages: readonly StageCost[]
  /** Seconds of all stages, one after another. */
  readonly deviceSeconds: number
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
  /** Why the programs of some stages cannot be put together, such as a network that the crop does not fit. */
  readonly faults: readonly Fault[]
}

/** What a plan's cost is reckoned from. */
export interface Surroundings {
  readonly device: DeviceName
  readonly slots: number
  readonly threadsPerSlot: number
  readonly past: Past
  /** What is known of a data set; undefined where it cannot be read. */
  readonly data: (dataset: ListedDataset) => Effect.Effect<DataFacts | undefined>
  /** Different graphs that are traced at most, the most frequent first. */
  readonly mostGraphs: number
  /** Times a step of a graph that the ledger does not know. Default: none is timed. */
  readonly measureStep?: MeasureStep
}

interface Worked {
  readonly stage: Stage
  readonly work: Work | undefined
  readonly data: DataFacts | undefined
  readonly features: number
  /** Text that is equal for equal graphs; undefined without tensors. */
  readonly graph: string | undefined
}

interface Traced extends GraphCost {
  readonly weights: number
  /** Seconds of a step, timed now; null where it was not. */
  readonly timed: number | null
}

/** A graph that is not counted. */
interface Untraced {
  readonly why: string
  /** Of its program. */
  readonly faults: readonly Fault[]
}

type Graphs = ReadonlyMap<string, Result.Result<Traced, Untraced>>

const inWhole = (faults: readonly Fault[]): string => faults.map(({ what }) => what).join("; ")

const tooMany = "more different graphs than are traced"

/** Whether the data allow the split that a stage reads. */
const isDividable = ({ configured: { split } }: Stage, data: DataFacts): boolean =>
  split === undefined || Result.isSuccess(data.divided(split))

const workedStages = Effect.fnUntraced(function* (
  plan: Plan,
  toRun: readonly Stage[],
  { data }: Surroundings,
): Effect.fn.Return<readonly Worked[]> {
  const byKey = new Map(plan.stages.map((stage) => [stage.key, stage]))
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

const tracedGraphs = Effect.fnUntraced(function* (
  worked: readonly Worked[],
  { mostGraphs: most, past, measureStep }: Surroundings,
): Effect.fn.Return<Graphs> {
  const groups = [...Map.groupBy(worked, ({ graph }) => graph)]
    .flatMap(([graph, stages]) => {
      const [first] = stages
      return graph === undefined || first === undefined
        ? []
        : [{ graph, first, count: stages.length }]
    })
    .toSorted((a, b) => b.count - a.count)
  if (groups.length === 0 || most === 0) return new Map()
  // The engine is loaded only where there is something to trace.
  const { bytesOf, graphCost } = yield* Effect.promise(() => import("./graph.ts"))
  const traced = yield* Effect.forEach(
    groups.slice(0, most),
    Effect.fnUntraced(function* ({ graph, first: { stage, work, data, features } }) {
      const batch = work?.tensors?.batch ?? 1
      const channels = data?.modalities ?? 0
      const made = yield* stage.configured.program({ channels, features, batch }).pipe(
        Effect.mapError(({ faults }): Untraced => ({ why: inWhole(faults), faults })),
        Effect.flatMap((built) =>
          built === undefined
            ? Effect.fail({ why: `${stage.label} has no program of tensors`, faults: [] })
            : graphCost(built.program).pipe(
                Effect.mapError(({ faults }): Untraced => ({ why: inWhole(faults), faults: [] })),
                Effect.flatMap((cost) => {
                  const step = cost.flops * (work?.tensors?.runs ?? 1)
                  const isKnown = past.speed(stage.kind, step)?.sameGraph === true
                  const timed =
                    isKnown || measureStep === undefined
                      ? Effect.succeed(null)
                      : measureStep(built.program, cost)
                  return Effect.map(timed, (seconds) => ({
                    ...cost,
                    weights: built.kept.reduce((sum, specs) => sum + bytesOf(specs), 0),
                    timed: seconds,
                  }))
                }),
              ),
        ),
        Effect.result,
      )
      return [graph, made] as const
    }),
  )
  return new Map(traced)
})

/** A stage without tensors takes as long as others of its kind took. */
const plainCost = (
  { stage, work }: Worked,
  { past }: Surroundings,
): Pick<StageCost, "seconds" | "basis"> => {
  const { step, stage: whole } = past.seconds(stage.kind)
  const start = past.startUp(stage.kind) ?? 0
  const seconds =
    work !== undefined && step !== undefined ? start + work.steps * step : (whole ?? null)
  return { seconds, basis: seconds === null ? "unknown" : "same kind" }
}

const stageCost = (worked: Worked, graphs: Graphs, surroundings: Surroundings): StageCost => {
  const { stage, work, graph } = worked
  const { key, kind, label } = stage
  const { device, threadsPerSlot, past } = surroundings
  const plain = {
    key,
    kind,
    label,
    steps: work?.steps ?? null,
    flops: null,
    memory: null,
    memoryMeasured: false,
    disk: work?.disk ?? 0,
    checkpoint: 0,
  }
  if (work?.tensors === undefined) return { ...plain, ...plainCost(worked, surroundings) }
  const found = graph === undefined ? undefined : graphs.get(graph)
  if (found === undefined || Result.isFailure(found))
    return { ...plain, seconds: null, basis: "unknown" }
  const { flops, memory, state, weights, timed } = found.success
  const step = flops * work.tensors.runs
  const speed = past.speed(kind, step)
  const ofTimed = timed === null ? undefined : flops / timed
  const isSame = speed?.sameGraph === true
  const perSecond =
    (isSame ? speed.perSecond : (ofTimed ?? speed?.perSecond)) ??
    assumedSpeed(device, threadsPerSlot)
  const otherwise = speed === undefined ? "assumed" : "same kind"
  const measured = past.memory(kind, step)
  const total = step * work.steps
  return {
    ...plain,
    flops: total,
    seconds: total / perSecond + (past.startUp(kind) ?? assumedStartUp),
    basis: isSame ? "same graph" : timed === null ? otherwise : "timed",
    memory: measured ?? memory,
    memoryMeasured: measured !== undefined,
    disk: plain.disk + weights,
    checkpoint: weights > 0 ? state : 0,
  }
}

const whyUnknown = ({ stage, data, graph }: Worked, graphs: Graphs): string => {
  if (stage.configured.record.usesDevice) {
    if (data === undefined) return "its data cannot be read"
    if (!isDividable(stage, data)) return "its data cannot be divided as its split asks"
  }
  if (graph === undefined) return "the ledger has no past of such a stage here"
  const found = graphs.get(graph)
  return found !== undefined && Result.isFailure(found) ? found.failure.why : tooMany
}

/** Each fault once, at the first stage that has it: a network's is that of training and of prediction. */
const programFaults = (worked: readonly Worked[], graphs: Graphs): readonly Fault[] => {
  const found = new Map<string, Fault>()
  for (const { stage, graph } of worked) {
    const made = graph === undefined ? undefined : graphs.get(graph)
    if (made === undefined || Result.isSuccess(made)) continue
    for (const fault of made.failure.faults)
      if (!found.has(fault.what))
        found.set(fault.what, { ...fault, what: `${stage.label}: ${fault.what}` })
  }
  return [...found.values()]
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
  const unknown = worked.filter((_, index) => stages[index]?.seconds === null)
  const ran = new Set(stages.map(({ kind }) => kind))
  const kinds = kindsOf(plan).flatMap(({ kind }) => (ran.has(kind) ? [kind] : []))
  return {
    device,
    slots,
    threadsPerSlot,
    kinds,
    stages,
    deviceSeconds: sum(({ seconds }) => seconds ?? 0),
    wallSeconds: makespan(
      toRun.map(({ key, inputs }, index) => ({
        key,
        seconds: stages[index]?.seconds ?? 0,
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
          (one) => whyUnknown(one, graphs),
        ),
      ].map(([why, found]) => ({ kind, stages: found.length, why })),
    ),
    faults: programFaults(worked, graphs),
  }
})
