import { Clock, Effect, Schedule } from "effect"
import type { RunEvent } from "../event.ts"
import { advance, emptyBoard, type Board } from "./board.ts"
import { runningLine, summaryLine } from "./boardLines.ts"
import { messageOf } from "./message.ts"
import type { Screen } from "./screen.ts"

const hideCursor = "\u001b[?25l"
const showCursor = "\u001b[?25h"
const clearToEnd = "\u001b[0J"
const cursorUp = (lines: number) => (lines === 0 ? "" : `\u001b[${lines}A\r`)

const refresh = "250 millis"

const liveLines = (board: Board, now: number): readonly string[] =>
  board.open.size === 0
    ? []
    : [
        ...[...board.running.values()].map((running) => `  ${runningLine(running, now)}`),
        summaryLine(board, now),
      ]

/**
 * Progress as a block at the end of a terminal, drawn over a few times a second; what lasts scrolls
 * away above it. The cursor is hidden until the scope closes.
 */
export const terminalProgress = Effect.fnUntraced(function* (screen: Screen) {
  let board = emptyBoard(yield* Clock.currentTimeMillis)
  let drawn = 0

  const draw = (lasting: readonly string[], live: readonly string[]) => {
    // A line as wide as the terminal would wrap, and the block could not be drawn over.
    const width = Math.max(20, screen.columns ?? 80) - 1
    const block = live.map((line) => line.slice(0, width))
    const text = [...lasting, ...block].map((line) => `${line}\n`).join("")
    screen.write(`${cursorUp(drawn)}${clearToEnd}${text}`)
    drawn = block.length
  }
  const redraw = (lasting: readonly string[]) =>
    Effect.map(Clock.currentTimeMillis, (now) => draw(lasting, liveLines(board, now)))

  yield* Effect.acquireRelease(
    Effect.sync(() => screen.write(hideCursor)),
    () =>
      Effect.sync(() => {
        draw([], [])
        screen.write(showCursor)
      }),
  )
  yield* redraw([]).pipe(Effect.repeat(Schedule.spaced(refresh)), Effect.forkScoped)

  return (event: RunEvent): Effect.Effect<void> =>
    Effect.flatMap(Clock.currentTimeMillis, (now) => {
      board = advance(board, event, now)
      const lasting = messageOf(event)
      return lasting.length === 0 ? Effect.void : redraw(lasting)
    })
})
