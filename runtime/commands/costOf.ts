import { availableParallelism, hostname } from "node:os"
import { Effect } from "effect"
import type { MeasureStep } from "../cost/calibration.ts"
import { readDataFacts } from "../cost/data.ts"
import { pastOf } from "../cost/past.ts"
import { planCost, type PlanCost } from "../cost/planCost.ts"
import type { Plan } from "../plan/planStudy.ts"
import { Store } from "../store/store.ts"

/** Different graphs that a plan traces at most: a second or so each at the paper's size. */
const mostGraphs = 32

/** Threads of a slot: the cores are divided among the slots. */
export const threadsPerSlot = (slots: number): number =>
  Math.max(1, Math.floor(availableParallelism() / slots))

/**
 * What the rest of a plan takes on this machine, by its ledger, by its graphs, and by steps timed now
 * where `measureStep` is given.
 */
export const costOf = Effect.fnUntraced(function* (
  plan: Plan,
  done: ReadonlySet<string>,
  device: PlanCost["device"],
  slots: number,
  measureStep?: MeasureStep,
) {
  const { attempts } = yield* Store
  return yield* planCost(plan, done, {
    device,
    slots,
    threadsPerSlot: threadsPerSlot(slots),
    past: pastOf(yield* attempts, device, hostname()),
    // What is wrong with the data is told by the stage that reads them, or by ablate data check.
    data: (dataset) =>
      readDataFacts(dataset, process.env).pipe(Effect.orElseSucceed(() => undefined)),
    mostGraphs,
    ...(measureStep === undefined ? {} : { measureStep }),
  })
})
