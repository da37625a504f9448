import type { Board, Running } from "./board.ts"
import { inBytes } from "../../units/bytes.ts"
import { inWords } from "../../units/inWords.ts"

/** Seconds that a running stage still needs, by its own rate; null before it has one. */
const secondsLeft = ({ step, steps, rate, since }: Running, now: number): number | null => {
  const perSecond = rate ?? (step * 1000) / Math.max(1, now - since)
  return steps > 0 && perSecond > 0 ? (steps - step) / perSecond : null
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

/** Seconds until the end, if stages of the kinds that are left have been seen; else null. */
const runLeft = (board: Board, now: number): number | null => {
  const each = [...board.open.values()].map((stage) => {
    const running = board.running.get(stage.key)
    const own = running === undefined ? null : secondsLeft(running, now)
    const took = board.took.get(stage.kind)
    return own ?? (took === undefined ? null : mean(took))
  })
  const known = each.filter((seconds) => seconds !== null)
  if (known.length < each.length || each.length === 0) return null
  return Math.max(...known, known.reduce((sum, seconds) => sum + seconds, 0) / board.slots)
}

/** One line of a stage that runs: step, loss, steps a second, time left. */
export const runningLine = (running: Running, now: number): string => {
  const { stage, step, steps, loss, rate, since, peakMemory } = running
  const left = secondsLeft(running, now)
  return [
    stage.label,
    steps > 0 ? `${step}/${steps}` : inWords((now - since) / 1000),
    loss === null ? "" : `loss ${loss.toPrecision(4)}`,
    rate === null ? "" : `${rate.toPrecision(3)} steps/s`,
    left === null ? "" : `${inWords(left)} left`,
    peakMemory === null ? "" : inBytes(peakMemory),
  ]
    .filter((part) => part !== "")
    .join("  ")
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
    return `${device}  ${at.length} of ${slots} at work  ${inBytes(held)}${all}`
  })

/** The line about the whole run. */
export const summaryLine = (board: Board, now: number): string => {
  const total = board.done + board.failed + board.blocked + board.open.size
  const left = runLeft(board, now)
  return [
    `${board.done} of ${total} stages`,
    board.failed === 0 ? "" : `${board.failed} failed`,
    board.blocked === 0 ? "" : `${board.blocked} not run`,
    board.waiting.size === 0 ? "" : `${board.waiting.size} with another runner`,
    inWords((now - board.since) / 1000),
    left === null ? "" : `about ${inWords(left)} left`,
  ]
    .filter((part) => part !== "")
    .join(" | ")
}
