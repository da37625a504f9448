import { inBytes } from "../units/bytes.ts"
import { stepText } from "../units/stepText.ts"
import { inWords } from "../units/inWords.ts"
import type { Attempt } from "../store/attempt.ts"
import type { Status } from "./status.ts"

/** The beginning of a key, enough to name a stage. */
export const shortKey = (key: string): string => key.slice(0, 8)

const runningLine = (attempt: Attempt, now: number): string => {
  const { label, progress, host, pid, device, peakMemory, started, key, job } = attempt
  if (job !== undefined && job.waits !== null)
    return `${shortKey(key)}  ${label}  job ${job.number} waits: ${job.waits}  for ${inWords((now - Date.parse(started)) / 1000)}`
  const left =
    progress === null || progress.rate === null || progress.rate <= 0
      ? null
      : (progress.steps - progress.step) / progress.rate
  return [
    `${shortKey(key)}  ${label}`,
    progress === null ? "" : `${stepText(progress.step)}/${progress.steps}`,
    progress?.loss == null ? "" : `loss ${progress.loss.toPrecision(4)}`,
    progress?.rate == null ? "" : `${progress.rate.toPrecision(3)} steps/s`,
    left === null ? "" : `${inWords(left)} left`,
    peakMemory === null ? "" : inBytes(peakMemory),
    job === undefined ? "" : `job ${job.number}`,
    `${device} on ${host}${pid === null ? "" : `, process ${pid}`}`,
    `for ${inWords((now - Date.parse(started)) / 1000)}`,
  ]
    .filter((part) => part !== "")
    .join("  ")
}

const outcomeWords: Readonly<Partial<Record<Attempt["outcome"], string>>> = {
  running: "lost: its runner died",
  outOfMemory: "out of memory",
  preempted: "had to make way",
  timedOut: "reached its time limit",
}

const endedLine = ({ key, label, outcome, error, progress, ended }: Attempt): string =>
  [
    `${shortKey(key)}  ${label}`,
    outcomeWords[outcome] ?? outcome,
    progress === null ? "" : `at step ${stepText(progress.step)}/${progress.steps}`,
    ended ?? "",
    error ?? "",
  ]
    .filter((part) => part !== "")
    .join("  ")

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
