import type { Board, Running } from "./board.ts"
import { inBytes } from "../../units/bytes.ts"
import { stepText } from "../../units/stepText.ts"
import { inWords } from "../../units/inWords.ts"
import { timeLeft } from "../../ledger/runOutlook.ts"
import { outlook, secondsLeft } from "./outlook.ts"
import { joined } from "../../units/joined.ts"
import { progressWords } from "../../ledger/statusLines.ts"

/** One line of a stage that runs: step, loss, steps a second, time left. */
export const runningLine = (running: Running, now: number): string => {
  const { stage, step, steps, since, peakMemory } = running
  return joined([
    stage.label,
    steps > 0 ? `${stepText(step)}/${steps}` : inWords((now - since) / 1000),
    ...progressWords(running, secondsLeft(running, now), peakMemory),
  ])
}

/**
 * A line for each device: how many of its slots are at work, and the largest resident memory of their
 * workers so far, of what all may take.
 */
export const deviceLines = ({ devices, running, memory }: Board): readonly string[] =>
  [...new Set(devices)].map((device) => {
    const slots = devices.filter((name) => name === device).length
    const at = [...running.values()].filter(({ slot }) => slot !== null && devices[slot] === device)
    const held = at.reduce((sum, { peakMemory }) => sum + (peakMemory ?? 0), 0)
    const all = memory === null ? "" : ` of ${inBytes(memory)}`
    // A stage whose artifact is being sealed has left its slot to the next one.
    const busy = new Set(at.map(({ slot }) => slot)).size
    return `${device}  ${busy} of ${slots} at work  ${inBytes(held)}${all}`
  })

/** The line about the whole run. */
export const summaryLine = (board: Board, now: number): string => {
  const total = board.done + board.failed + board.blocked + board.open.size
  return joined(
    [
      `${board.done} of ${total} stages`,
      board.failed === 0 ? "" : `${board.failed} failed`,
      board.blocked === 0 ? "" : `${board.blocked} not run`,
      board.waiting.size === 0 ? "" : `${board.waiting.size} with another runner`,
      inWords((now - board.since) / 1000),
      timeLeft(outlook(board, now)),
    ],
    " | ",
  )
}
