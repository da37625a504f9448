import { Effect, Result } from "effect"
import { fault, type Fault } from "../../dsl/fault.ts"
import type { DeviceName } from "../devices/device.ts"
import type { Program } from "../engine/program.ts"
import { missingStages } from "../plan/missing.ts"
import { kindsOf, type Plan } from "../plan/planStudy.ts"
import type { Stage } from "../plan/stage.ts"
import type { DataFacts } from "../stages/dataFacts.ts"
import type { ListedDataset } from "../stages/record.ts"
import type { Work } from "../stages/work.ts"
import { assumedSpeed } from "./assumedSpeed.ts"
import type { MeasureStep } from "./calibration.ts"
import type { Card } from "./cards.ts"
import type { GraphCost } from "./graph.ts"
import { graphTexts } from "./graphText.ts"
import { makespan } from "./makespan.ts"
import { roofline } from "./roofline.ts"
import { estimate, notKnown, startUpAlone, type Estimate } from "./estimate.ts"
import type { Past } from "./past.ts"
import { stagesByKey } from "../plan/stagesByKey.ts"

/** What a stage that has to run takes; null where it is not known. */
export interface StageCost extends Estimate {
  readonly key: string
  readonly kind: string
  readonly label: string
  readonly steps: number | null
  /** Floating-point operations of all steps, in matrix products and convolutions; null without tensors. */
  readonly flops: number | null
  /** Cards that it takes at once; 1 also where it takes none. */
  readonly cards: number
  /** Bytes, of each card: measured, or the graph's estimated peak. */
  readonly memory: number | null
  readonly memoryMeasured: boolean
  /** Bytes of the artifact, and of a checkpoint while it runs. */
  readonly disk: number
  readonly checkpoint: number
}

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
  /** The GPU that stages with `cuda` run on; without one their time is known from the ledger alone. */
  readonly card?: Card | undefined
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
  /** Seconds of a step by the roofline of the card; null where there is none. */
  readonly roofline: ReturnType<typeof roofline>
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

const isUndividable = ({ stage, data }: Pick<Worked, "stage" | "data">): boolean =>
  data !== undefined && !isDividable(stage, data)

const workedStages = Effect.fnUntraced(function* (
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

const tracedGraphs = Effect.fnUntraced(function* (
  worked: readonly Worked[],
  { mostGraphs: most, past, card, measureStep }: Surroundings,
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
  const { programTraffic } = yield* Effect.promise(() => import("./traffic.ts"))
  const byRoofline = ({ program }: { readonly program: Program }, { flops }: GraphCost) =>
    card === undefined
      ? Effect.succeed(null)
      : Effect.map(programTraffic(program), (traffic) =>
          roofline(card, program.precision ?? "float32", { ...traffic, flops }),
        )
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
            : Effect.all({
                cost: graphCost(built.program),
                beside: Effect.forEach(built.beside ?? [], graphCost),
              }).pipe(
                Effect.bind("bounds", ({ cost }) => byRoofline(built, cost)),
                Effect.mapError(({ faults }): Untraced => ({ why: inWhole(faults), faults: [] })),
                Effect.flatMap(({ cost, beside, bounds }) => {
                  const step = cost.flops * (work?.tensors?.runs ?? 1)
                  const isKnown = past.speed(stage.kind, "flops", step)?.sameWork === true
                  const timed =
                    isKnown || measureStep === undefined
                      ? Effect.succeed(null)
                      : measureStep(built.program, cost)
                  return Effect.map(timed, (seconds) => ({
                    ...cost,
                    memory: beside.reduce((sum, each) => sum + each.memory, cost.memory),
                    weights: built.kept.reduce((sum, specs) => sum + bytesOf(specs), 0),
                    timed: seconds,
                    roofline: bounds,
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

/** A stage without tensors: by the voxels that it reads, or by the start of its process alone. */
const plainEstimate = ({ stage, work, data }: Worked, { past }: Surroundings): Estimate => {
  if (data === undefined && stage.configured.lists === undefined) return notKnown
  if (work === undefined) return startUpAlone(stage.kind, past)
  const { steps, voxels } = work
  return voxels === undefined
    ? startUpAlone(stage.kind, past)
    : estimate(stage.kind, { steps, unit: "voxels", work: voxels }, past)
}

const stageCost = (worked: Worked, graphs: Graphs, surroundings: Surroundings): StageCost => {
  const { stage, work, graph } = worked
  const { key, kind, label } = stage
  const { device, threadsPerSlot, past } = surroundings
  // Those of a CPU share its cores.
  const cards = device === "cuda" ? stage.configured.devices : 1
  const plain = {
    key,
    kind,
    label,
    steps: work?.steps ?? null,
    flops: null,
    cards,
    memory: null,
    memoryMeasured: false,
    disk: work?.disk ?? 0,
    checkpoint: 0,
  }
  if (isUndividable(worked)) return { ...plain, ...notKnown }
  if (work?.tensors === undefined) return { ...plain, ...plainEstimate(worked, surroundings) }
  const found = graph === undefined ? undefined : graphs.get(graph)
  if (found === undefined || Result.isFailure(found)) return { ...plain, ...notKnown }
  const { flops, memory, state, weights, timed, roofline: bounds } = found.success
  const { runs, beside = 0 } = work.tensors
  const step = flops * runs
  // A speed that was measured of whole stages has it in already.
  const slowed = (speed: number): number => speed / (1 + beside)
  const assumed = assumedSpeed(device, threadsPerSlot)
  const measured = past.memory(kind, step)
  const steps = { steps: work.steps, unit: "flops", work: step, cards } as const
  return {
    ...plain,
    ...estimate(kind, steps, past, {
      timed: timed === null ? undefined : slowed(flops / timed),
      ...(bounds === null
        ? {}
        : { roofline: [slowed(flops / bounds[0]), slowed(flops / bounds[1])] as const }),
      assumed: assumed === undefined ? undefined : slowed(assumed),
    }),
    flops: step * work.steps,
    // Each card holds all of the state, and its part of the rest.
    memory: measured ?? state + (memory - state) / cards,
    memoryMeasured: measured !== undefined,
    disk: plain.disk + weights,
    checkpoint: weights > 0 ? state : 0,
  }
}

const whyUnknown = (
  { stage, data, graph }: Worked,
  graphs: Graphs,
  { card }: Surroundings,
): string => {
  if (stage.configured.record.usesDevice && data === undefined) return "its data cannot be read"
  if (isUndividable({ stage, data })) return "its data cannot be divided as its split asks"
  if (graph === undefined) return "the ledger has no past of such a stage here"
  const found = graphs.get(graph)
  if (found === undefined) return tooMany
  if (Result.isFailure(found)) return found.failure.why
  return card === undefined
    ? "the ledger has no past of such a stage here, and the card is not known: --card names it"
    : `${card.name} does not compute in its precision`
}

/** What of the data does not allow a split, each fault once. */
const splitFaults = (worked: readonly Worked[]): readonly Fault[] => {
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

/** Each fault once, at the first stage that has it: a network's is that of training and of prediction. */
const programFaults = (worked: readonly Worked[], graphs: Graphs): readonly Fault[] => {
  const found = new Map<string, Fault>()
  for (const { stage, graph } of worked) {
    const made = graph === undefined ? undefined : graphs.get(graph)
    if (made === undefined || Result.isSuccess(made)) continue
    for (const each of made.failure.faults)
      if (!found.has(each.what))
        found.set(each.what, fault({ ...each, what: `${stage.label}: ${each.what}` }))
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
