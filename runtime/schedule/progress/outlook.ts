import type { Stage } from "../../plan/stage.ts"
import type { Board, Running } from "./board.ts"

/** Seconds that a running stage still needs, by its own rate; null before it has one. */
export const secondsLeft = (
  { step, steps, rate, since }: Pick<Running, "step" | "steps" | "rate" | "since">,
  now: number,
): number | null => {
  const perSecond = rate ?? (step * 1000) / Math.max(1, now - since)
  return steps > 0 && perSecond > 0 ? (steps - step) / perSecond : null
}

/** How long a run still takes. */
export interface Outlook {
  /** Seconds until the end; null where nothing is known of what is left. */
  readonly left: number | null
  /** Seconds of the whole run. */
  readonly total: number | null
  /** Whether something is known of all that is left; else it takes longer. */
  readonly isWhole: boolean
  /** Jobs that wait for a start that is not known. */
  readonly unstarted: number
}

interface Known {
  readonly stage: Stage
  readonly seconds: number
}

const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0)

/**
 * When a run ends: a stage at work by its own steps a second; one to come by the plan's estimate,
 * corrected by what stages of its kind took, or take at the rate of their first steps; without an
 * estimate, by the mean of those of its kind that are done. A job that waits begins when its queue says.
 */
export const outlook = (board: Board, now: number): Outlook => {
  const elapsed = (now - board.since) / 1000
  const lefts = new Map(
    [...board.running.values()].flatMap((running) => {
      const left = secondsLeft(running, now)
      return left === null ? [] : [[running.stage.key, left] as const]
    }),
  )
  const projected = [...board.running.values()].flatMap(({ stage, since }): readonly Known[] => {
    const left = lefts.get(stage.key)
    return left === undefined ? [] : [{ stage, seconds: (now - since) / 1000 + left }]
  })
  const byKind = Map.groupBy([...board.took, ...projected], ({ stage }) => stage.kind)
  const factorOf = (kind: Stage["kind"]): number => {
    const expected = (byKind.get(kind) ?? []).flatMap((known) => {
      const seconds = board.expected.get(known.stage.key)
      return seconds === undefined ? [] : [{ ...known, expected: seconds }]
    })
    const planned = sum(expected.map((known) => known.expected))
    return planned > 0 ? sum(expected.map(({ seconds }) => seconds)) / planned : 1
  }
  const factors = new Map([...byKind.keys()].map((kind) => [kind, factorOf(kind)]))
  const secondsOf = ({ key, kind }: Stage): number | null => {
    const left = lefts.get(key)
    if (left !== undefined) return left
    const running = board.running.get(key)
    const spent = running === undefined ? 0 : (now - running.since) / 1000
    const expected = board.expected.get(key)
    if (expected !== undefined) return Math.max(0, expected * (factors.get(kind) ?? 1) - spent)
    const alike = board.took.flatMap((known) => (known.stage.kind === kind ? [known.seconds] : []))
    return alike.length === 0 ? null : Math.max(0, sum(alike) / alike.length - spent)
  }
  const unstarted = [...board.queued.values()].filter((start) => start === null).length
  const each = [...board.open.values()].map((stage) => ({
    seconds: secondsOf(stage),
    wait: Math.max(0, (board.queued.get(stage.key) ?? now) - now) / 1000,
  }))
  const known = each.flatMap(({ seconds }) => seconds ?? [])
  if (known.length === 0) return { left: null, total: null, isWhole: false, unstarted }
  let longest = 0
  for (const { seconds, wait } of each) longest = Math.max(longest, wait + (seconds ?? 0))
  const left = Math.max(longest, sum(known) / board.slots)
  return { left, total: elapsed + left, isWhole: known.length === each.length, unstarted }
}
