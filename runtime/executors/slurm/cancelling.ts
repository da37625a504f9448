import { existsSync, writeFileSync } from "node:fs"
import { Array as Arrays, Effect, type Scope } from "effect"
import { ordersBeside } from "../onNode/jobOrders.ts"
import { gathered } from "./gathered.ts"
import type { JobEntry, JobTable } from "./jobTable.ts"
import { isPassing, slurm } from "./programs.ts"
import type { Spawner } from "../../processes/childOutput.ts"

/** Numbers that one scancel is given at most. */
const most = 500

const mark = (file: string): void => {
  try {
    writeFileSync(file, "")
  } catch {
    // Its folder is gone, and it with it.
  }
}

/**
 * Asks jobs to leave: by a file that their node looks for, and by scancel where all stages of a task are
 * to stop; those that come together by one call.
 */
export const cancelling = Effect.fnUntraced(function* (
  table: JobTable,
): Effect.fn.Return<(entry: JobEntry, number: string) => void, never, Spawner | Scope.Scope> {
  const cancel = yield* gathered<string, Spawner>("100 millis", (numbers) =>
    Effect.forEach(
      Arrays.chunksOf(new Set(numbers), most),
      (some) => Effect.ignore(Effect.retry(slurm("scancel", some), { while: isPassing, times: 3 })),
      { discard: true },
    ),
  )
  return (entry, number) => {
    mark(ordersBeside(entry.spec).stop)
    const isLeaving = (spec: string) => {
      const { stop, ended, orders } = ordersBeside(spec)
      return existsSync(stop) || existsSync(ended) || !existsSync(orders)
    }
    if (table.specsOf(entry).every(isLeaving)) cancel(number)
  }
})
