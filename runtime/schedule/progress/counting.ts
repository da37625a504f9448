import { Effect, type Scope } from "effect"
import type { Counting } from "../../cost/surroundings.ts"
import { plural } from "../../units/plural.ts"
import { printable } from "../../units/printable.ts"
import { steadyTime } from "../../units/steadyTime.ts"
import { block, type Screen } from "./block.ts"

/** Least time between two lines where nothing can be drawn over, ms. */
const interval = 10_000

/** Shows how far the counting of a plan's cost is: a line that is drawn over in a terminal, else one now and then. */
export const countingProgress = Effect.fnUntraced(function* (
  screen: Screen,
): Effect.fn.Return<Counting, never, Scope.Scope> {
  const draw = screen.isTTY === true ? yield* block(screen) : undefined
  if (draw !== undefined) yield* Effect.addFinalizer(() => Effect.sync(() => draw([], [])))
  let shown = yield* steadyTime
  return Effect.fnUntraced(function* ({ done, of, stage }) {
    const line = `counting what stages take: ${done} of ${plural(of, "graph")} traced, next ${stage.label}`
    if (draw !== undefined) return draw([], [line])
    const now = yield* steadyTime
    if (now - shown < interval) return
    shown = now
    screen.write(`${printable(line)}\n`)
  })
})
