import { inBytes } from "../units/bytes.ts"
import { stepText } from "../units/stepText.ts"
import { inWords } from "../units/inWords.ts"
import type { Attempt } from "../store/attempt.ts"
import type { Status } from "./status.ts"
import { joined } from "../units/joined.ts"

/** The beginning of a key, enough to name a stage. */
export const shortKey = (key: string): string => key.slice(0, 8)

/** How far a stage is, as far as that is known; `left` in seconds. */
export const progressWords = (
  progress: { readonly loss: number | null; readonly rate: number | null } | null,
  left: number | null,
  peakMemory: number | null,
): readonly string[] => [
  progress?.loss == null ? "" : `loss ${progress.loss.toPrecision(4)}`,
  progress?.rate == null ? "" : `${progress.rate.toPrecision(3)} steps/s`,
  left === null ? "" : `${inWords(left)} left`,
  peakMemory === null ? "" : inBytes(peakMemory),
]

const runningLine = (attempt: Attempt, now: number): string => {
  const { label, progress, host, pid, device, peakMemory, started, key, job } = attempt
  if (job !== undefined && job.waits !== null)
    return `${shortKey(key)}  ${label}  job ${job.number} waits: ${job.waits}  for ${inWords((now - Date.parse(started)) / 1000)}`
  const left =
    progress === null || progress.rate === null || progress.rate <= 0
      ? null
      : (progress.steps - progress.step) / progress.rate
  return joined([
    `${shortKey(key)}  ${label}`,
    progress === null ? "" : `${stepText(progress.step)}/${progress.steps}`,
    ...progressWords(progress, left, peakMemory),
    job === undefined ? "" : `job ${job.number}`,
    `${device} on ${host}${pid === null ? "" : `, process ${pid}`}`,
    `for ${inWords((now - Date.parse(started)) / 1000)}`,
  ])
}

const outcomeWords: Readonly<Partial<Record<Attempt["outcome"], string>>> = {
  running: "lost: its runner died",
  outOfMemory: "out of memory",
  preempted: "had to make way",
  timedOut: "reached its time limit",
}

const endedLine = ({ key, label, outcome, error, progress, ended }: Attempt): string =>
  joined([
    `${shortKey(key)}  ${label}`,
    outcomeWords[outcome] ?? outcome,
    progress === null ? "" : `at step ${stepText(progress.step)}/${progress.steps}`,
    ended ?? "",
    error ?? "",
  ])

const section = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : [`${title}:`, ...lines.map((line) => `  ${line}`)]

/** A status as lines for a terminal; `now` in ms. */
export const statusLines = (status: Status, now: number): readonly string[] => {
  const { running, stopped, failed, done, seconds } = status
  return [
    `${done} stages done, ${running.length} running, ${stopped.length} stopped, ${failed.length} failed; ${inWords(seconds)} of work`,
    ...section(
      "running",
      running.map((attempt) => runningLine(attempt, now)),
    ),
    ...section("stopped (a run goes on from their checkpoints)", stopped.map(endedLine)),
    ...section("failed (ablate logs KEY shows why)", failed.map(endedLine)),
  ]
}
