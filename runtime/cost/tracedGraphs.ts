import { Effect, Result } from "effect"
import { fault, type Fault } from "../../dsl/fault.ts"
import type { Program } from "../engine/program.ts"
import type { GraphCost } from "./graph.ts"
import { roofline } from "./roofline.ts"
import type { Surroundings } from "./surroundings.ts"
import type { Worked } from "./workedStages.ts"

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

export type Graphs = ReadonlyMap<string, Result.Result<Traced, Untraced>>

const inWhole = (faults: readonly Fault[]): string => faults.map(({ what }) => what).join("; ")

/** What a step of each different graph takes, of the most frequent ones. */
export const tracedGraphs = Effect.fnUntraced(function* (
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

/** Each fault once, at the first stage that has it: a network's is that of training and of prediction. */
export const programFaults = (worked: readonly Worked[], graphs: Graphs): readonly Fault[] => {
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
