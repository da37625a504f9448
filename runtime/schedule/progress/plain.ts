import { Effect } from "effect"
import type { RunEvent } from "../event.ts"
import { printable } from "../../units/printable.ts"
import { keepBoard, type Board } from "./board.ts"
import { deviceLines, runningLine, summaryLine } from "./boardLines.ts"
import { messageOf } from "./message.ts"
import type { Screen } from "./block.ts"
/** Least time between two lines about the progress of one stage, ms. */
const interval = 10_000

const indented = (line: string): string => `        ${line}`

/** Progress as lines, for a log: what happens, and how far each stage is every ten seconds. */
export const plainProgress = Effect.fnUntraced(function* (screen: Screen) {
  const { after } = yield* keepBoard
  const shown = new Map<string, number>()

  const linesOf = (event: RunEvent, board: Board, now: number): readonly string[] => {
    if (event.event === "stageStarted") {
      shown.set(event.stage.key, now)
      return [`started ${event.stage.label}`]
    }
    if (event.event === "progress") {
      const running = board.running.get(event.stage.key)
      if (running === undefined || now - (shown.get(event.stage.key) ?? now) < interval) return []
      shown.set(event.stage.key, now)
      return [indented(runningLine(running, now))]
    }
    const message = messageOf(event)
    return event.event === "stageDone"
      ? [...message, ...[summaryLine(board, now), ...deviceLines(board)].map(indented)]
      : message
  }
  return (event: RunEvent): Effect.Effect<void> =>
    Effect.map(after(event), ({ board, now }) => {
      for (const line of linesOf(event, board, now).flatMap((text) => text.split("\n")))
        screen.write(`${printable(line)}\n`)
    })
})
