import { availableParallelism, hostname } from "node:os"
import { Effect } from "effect"
import type { MeasureStep } from "../cost/calibration.ts"
import type { Card } from "../cost/cards.ts"
import { readDataFacts } from "../cost/data.ts"
import { pastOf } from "../cost/past.ts"
import { planCost, type PlanCost } from "../cost/planCost.ts"
import type { Plan } from "../plan/planStudy.ts"
import { countingProgress } from "../schedule/progress/counting.ts"
import { Store } from "../store/store.ts"

/** Different graphs that a plan traces at most: a second each at the paper's size, whose study has some 90. */
const mostGraphs = 128

/** Share of a GPU's memory that XLA takes for itself, where it is asked for no other (GpuAllocatorConfig). */
const shareOfCard = 0.75

/** Bytes that are free on a device of XLA where a stage begins; 0 where that is not known. */
const freeOn = (device: PlanCost["device"], card: Card | undefined): number =>
  device === "xla:cpu" ? process.availableMemory() : shareOfCard * (card?.memory ?? 0)

/** Threads of a slot: the cores are divided among the slots. */
const threadsPerSlot = (slots: number): number =>
  Math.max(1, Math.floor(availableParallelism() / slots))

/** Where stages are to run, as far as their cost depends on it. */
export interface CostPlace {
  /** Stages at once. */
  readonly slots: number
  readonly threads: number
  /** Name of the machine; null for any that the ledger knows. */
  readonly host: string | null
}

/** This machine, with so many stages at once. */
export const thisMachine = (slots: number): CostPlace => ({
  slots,
  threads: threadsPerSlot(slots),
  host: hostname(),
})

/**
 * What the rest of a plan takes at a place, by its ledger, by its graphs, by steps timed now where
 * `measureStep` is given, and by the roofline of a card.
 */
export const costOf = Effect.fnUntraced(function* (
  plan: Plan,
  done: ReadonlySet<string>,
  device: PlanCost["device"],
  { slots, threads, host }: CostPlace,
  {
    measureStep,
    card,
  }: { readonly measureStep?: MeasureStep; readonly card?: Card | undefined } = {},
) {
  const { attempts } = yield* Store
  return yield* planCost(plan, done, {
    device,
    slots,
    threadsPerSlot: threads,
    past: pastOf(yield* attempts, device, host),
    // What is wrong with the data is told by the stage that reads them, or by ablate data check.
    data: (dataset) =>
      readDataFacts(dataset, process.env).pipe(Effect.orElseSucceed(() => undefined)),
    mostGraphs,
    card,
    free: freeOn(device, card),
    counting: yield* countingProgress(process.stderr),
    ...(measureStep === undefined ? {} : { measureStep }),
  })
}, Effect.scoped)
