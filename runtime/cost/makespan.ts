import { secondsToEnd, type Job } from "../plan/criticalPath.ts"
import { Heap } from "../units/heap.ts"

interface Ready {
  readonly job: Job
  readonly rest: number
}

/**
 * Seconds from the first start to the last end with so many slots: list scheduling, the longest
 * remaining path first (Graham 1969), as a run does it. Jobs come after those that they wait for.
 */
export const makespan = (jobs: readonly Job[], slots: number): number => {
  const rest = secondsToEnd(jobs)
  const known = new Set(jobs.map(({ key }) => key))
  const followers = new Map<string, Job[]>()
  const waiting = new Map<string, number>()
  const ready = new Heap<Ready>((a, b) => a.rest > b.rest)
  const begin = (job: Job) => ready.push({ job, rest: rest.get(job.key) ?? 0 })
  for (const job of jobs) {
    const earlier = job.after.filter((key) => known.has(key))
    waiting.set(job.key, earlier.length)
    for (const key of earlier) {
      const list = followers.get(key)
      if (list === undefined) followers.set(key, [job])
      else list.push(job)
    }
    if (earlier.length === 0) begin(job)
  }
  const running = new Heap<{ readonly job: Job; readonly end: number }>((a, b) => a.end < b.end)
  let free = slots
  let now = 0
  for (;;) {
    while (free > 0) {
      const next = ready.pop()
      if (next === undefined) break
      free--
      running.push({ job: next.job, end: now + next.job.seconds })
    }
    const ended = running.pop()
    if (ended === undefined) return now
    now = ended.end
    free++
    for (const job of followers.get(ended.job.key) ?? []) {
      const left = (waiting.get(job.key) ?? 0) - 1
      waiting.set(job.key, left)
      if (left === 0) begin(job)
    }
  }
}
