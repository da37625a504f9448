import { availableParallelism, hostname } from "node:os"
import { Effect } from "effect"
import { readDataFacts } from "../cost/data.ts"
import { pastOf } from "../cost/past.ts"
import { planCost, type PlanCost } from "../cost/planCost.ts"
import type { Plan } from "../plan/planStudy.ts"
import { Store } from "../store/store.ts"

/** Different graphs that a plan traces at most: a second or so each at the paper's size. */
const mostGraphs = 32

/** What the rest of a plan takes on this machine, by its ledger and by its graphs. */
export const costOf = Effect.fnUntraced(function* (
  plan: Plan,
  done: ReadonlySet<string>,
  device: PlanCost["device"],
  slots: number,
) {
  const { attempts } = yield* Store
  return yield* planCost(plan, done, {
    device,
    slots,
    threadsPerSlot: Math.max(1, Math.floor(availableParallelism() / slots)),
    past: pastOf(yield* attempts, device, hostname()),
    // What is wrong with the data is told by the stage that reads them, or by ablate data check.
    data: (dataset) =>
      readDataFacts(dataset, process.env).pipe(Effect.orElseSucceed(() => undefined)),
    mostGraphs,
  })
})
