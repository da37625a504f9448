import { secondsToEnd, type Job } from "../plan/criticalPath.ts"
import { Heap } from "../units/heap.ts"

/** A job that takes so many slots. Default: 1. */
type Taking = Job & { readonly slots?: number }

interface Ready {
  readonly job: Taking
  readonly rest: number
}

/**
 * Seconds from the first start to the last end with so many slots: list scheduling, the longest
 * remaining path first (Graham 1969), as a run does it; a job that does not fit is waited for. Jobs come
 * after those that they wait for, and take one slot, or as many of all as they ask for.
 */
export const makespan = (jobs: readonly Taking[], slots: number): number => {
  const rest = secondsToEnd(jobs)
  const known = new Set(jobs.map(({ key }) => key))
  const followers = new Map<string, Taking[]>()
  const waiting = new Map<string, number>()
  const ready = new Heap<Ready>((a, b) => a.rest > b.rest)
  const begin = (job: Taking) => ready.push({ job, rest: rest.get(job.key) ?? 0 })
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
  const running = new Heap<{ readonly job: Taking; readonly end: number }>((a, b) => a.end < b.end)
  const taken = (job: Taking) => Math.min(job.slots ?? 1, slots)
  let free = slots
  let now = 0
  for (;;) {
    while (free > 0) {
      const next = ready.pop()
      if (next === undefined) break
      if (taken(next.job) > free) {
        ready.push(next)
        break
      }
      free -= taken(next.job)
      running.push({ job: next.job, end: now + next.job.seconds })
    }
    const ended = running.pop()
    if (ended === undefined) return now
    now = ended.end
    free += taken(ended.job)
    for (const job of followers.get(ended.job.key) ?? []) {
      const left = (waiting.get(job.key) ?? 0) - 1
      waiting.set(job.key, left)
      if (left === 0) begin(job)
    }
  }
}
