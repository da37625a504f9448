import { Effect, Schedule } from "effect"
import type { RunEvent } from "../event.ts"
import { type Board, keepBoard } from "./board.ts"
import { block, type Screen } from "./block.ts"
import { deviceLines, runningLine, summaryLine } from "./boardLines.ts"
import { messageOf } from "./message.ts"
const refresh = "250 millis"

/** Lines about the stages at work, and those about the whole, which are always shown. */
const liveLines = (board: Board, now: number) =>
  board.open.size === 0
    ? { running: [], whole: [] }
    : {
        running: [...board.running.values()].map((running) => `  ${runningLine(running, now)}`),
        whole: [...deviceLines(board).map((line) => `  ${line}`), summaryLine(board, now)],
      }

/**
 * Progress as a block at the end of a terminal, drawn over a few times a second; what lasts scrolls
 * away above it. The cursor is hidden until the scope closes.
 */
export const terminalProgress = Effect.fnUntraced(function* (screen: Screen) {
  const kept = yield* keepBoard
  const draw = yield* block(screen)
  const redraw = (lasting: readonly string[]) =>
    Effect.map(kept.now, ({ board, now }) => {
      const { running, whole } = liveLines(board, now)
      draw(lasting, [...running, ...whole], whole.length)
    })

  // Leaves no half picture behind.
  yield* Effect.addFinalizer(() => Effect.sync(() => draw([], [])))
  yield* redraw([]).pipe(Effect.repeat(Schedule.spaced(refresh)), Effect.forkScoped)

  return (event: RunEvent): Effect.Effect<void> =>
    Effect.flatMap(kept.after(event), () => {
      const lasting = messageOf(event)
      return lasting.length === 0 ? Effect.void : redraw(lasting)
    })
})
