import { Effect, Result } from "effect"
import { fault, type Fault } from "../../dsl/fault.ts"
import type { Program } from "../engine/program.ts"
import type { CropVolumes } from "../training/cropProgram.ts"
import type { GraphCost } from "./graph.ts"
import { roofline } from "./roofline.ts"
import type { Surroundings } from "./surroundings.ts"
import type { Worked } from "./workedStages.ts"

interface Traced extends GraphCost {
  readonly weights: number
  /** Bytes that crops of volumes take beside it; undefined where its device makes none. */
  readonly crops: ((volumes: Omit<CropVolumes, "channels">) => number) | undefined
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

export type Graphs = ReadonlyMap<string, Result.Result<Traced, Untraced>>

const inWhole = (faults: readonly Fault[]): string => faults.map(({ what }) => what).join("; ")

/** What a step of each different graph takes, of the most frequent ones. */
export const tracedGraphs = Effect.fnUntraced(function* (
  worked: readonly Worked[],
  { device, mostGraphs, past, card, free = 0, measureStep, counting }: Surroundings,
): Effect.fn.Return<Graphs> {
  const groups = [...Map.groupBy(worked, ({ graph }) => graph)]
    .flatMap(([graph, stages]) => {
      const [first] = stages
      return graph === undefined || first === undefined
        ? []
        : [{ graph, first, count: stages.length }]
    })
    .toSorted((a, b) => b.count - a.count)
    .slice(0, mostGraphs)
  if (groups.length === 0) return new Map()
  // The engine is loaded only where there is something to trace.
  const { bytesOf, graphCost } = yield* Effect.promise(() => import("./graph.ts"))
  const { cropMemory } = yield* Effect.promise(() => import("./cropMemory.ts"))

  const traced = Effect.fnUntraced(function* ({ stage, work, data, features }: Worked) {
    const batch = work?.tensors?.batch ?? 1
    const channels = data?.modalities ?? 0
    const built = yield* stage.configured
      .program({ channels, features, batch })
      .pipe(Effect.mapError(({ faults }): Untraced => ({ why: inWhole(faults), faults })))
    if (built === undefined)
      return yield* Effect.fail<Untraced>({
        why: `${stage.label} has no program of tensors`,
        faults: [],
      })
    const counted = (program: Program) =>
      graphCost(program, device).pipe(
        Effect.mapError(({ faults, reason }): Untraced => ({
          why: inWhole(faults),
          // Another device may have an operation that the compiled engine lacks.
          faults: reason === "unsupported" ? [] : faults,
        })),
      )
    const cost = yield* counted(built.program)
    const beside = yield* Effect.forEach(built.beside ?? [], counted)
    const step = cost.flops * (work?.tensors?.runs ?? 1)
    const isKnown = past.speed(stage.kind, "flops", step)?.sameWork === true
    const { precision = "float32" } = built.program
    const crops =
      built.crops && data
        ? cropMemory(built.crops, { channels, largest: data.shape }, device, free)
        : Effect.undefined
    return {
      ...cost,
      memory: beside.reduce((sum, { memory }) => sum + memory, cost.memory),
      weights: built.kept.reduce((sum, specs) => sum + bytesOf(specs), 0),
      crops: yield* crops.pipe(
        Effect.mapError(({ faults }): Untraced => ({ why: inWhole(faults), faults: [] })),
      ),
      timed: isKnown || !measureStep ? null : yield* measureStep(built.program, cost),
      roofline:
        card && cost.traffic ? roofline(card, precision, { ...cost, ...cost.traffic }) : null,
    }
  }, Effect.result)
  const found = yield* Effect.forEach(
    groups,
    Effect.fnUntraced(function* ({ graph, first }, index) {
      yield* counting?.({ done: index, of: groups.length, stage: first.stage }) ?? Effect.void
      return [graph, yield* traced(first)] as const
    }),
  )
  return new Map(found)
})

/** Each fault once, at the first stage that has it: a network's is that of training and of prediction. */
export const programFaults = (worked: readonly Worked[], graphs: Graphs): readonly Fault[] => {
  const found = new Map<string, Fault>()
  for (const { stage, graph } of worked) {
    const made = graph === undefined ? undefined : graphs.get(graph)
    if (made === undefined || Result.isSuccess(made)) continue
    for (const each of made.failure.faults) {
      const key = JSON.stringify([each.what, each.where])
      if (!found.has(key)) found.set(key, fault({ ...each, what: `${stage.label}: ${each.what}` }))
    }
  }
  return [...found.values()]
}
