import { existsSync } from "node:fs"
import type { JobEnded, JobEvent } from "../job.ts"
import type { Listed } from "./listed.ts"
import { isGivenUp, reasonInWords, whyNever } from "./reasons.ts"
import { standing } from "./states.ts"
import { fault } from "../../../dsl/fault.ts"
import { endedWithoutWork } from "../job.ts"

/** What is known of a job between two looks at it. */
export interface Seen {
  /** The last reason that it was told to wait for. */
  reason: string | null
  /** When Slurm meant to start it then, ms since 1970. */
  start?: number | undefined
  /** An end that it told itself, and that Slurm may know better. */
  told: JobEnded | null
  /** Looks since Slurm said that it is over, or knew nothing of it. */
  over: number
}

/** Files of another machine are seen a little later: so many looks are given them. */
const patience = 3

/** An end in Slurm's words; what it used as it told itself, else as accounting has it. */
export const endedWith = (
  told: JobEnded | null,
  ending: JobEnded["ending"],
  { usage }: Pick<JobEnded, "usage"> = endedWithoutWork(ending),
): JobEnded => ({
  event: "ended",
  ending,
  exit: told?.exit ?? null,
  usage: { ...usage, ...told?.usage, peakMemory: told?.usage.peakMemory ?? usage.peakMemory },
})

const neverStarts = (reason: string, why: string): JobEnded =>
  endedWith(null, {
    state: "failed",
    faults: [
      fault({
        what: `Slurm would never start it: ${why} (${reason})`,
        hint: "change the profile in ablate.config.ts, or --profile",
      }),
    ],
  })

/** Whether two starts differ by less than a minute: Slurm changes its mind all the time. */
const isNear = (one: number | undefined, other: number | undefined): boolean =>
  one === undefined || other === undefined ? one === other : Math.abs(one - other) < 60_000

/** What a look at a job comes to: what to tell, or that it is over and Slurm is to say how. */
type Look = readonly JobEvent[] | "over"

/**
 * What follows from where Slurm has a job (`undefined`: it knows nothing of it), and from what the job told
 * itself. That it had to leave it does not know why: Slurm does.
 */
export const lookAt = (seen: Seen, listed: Listed | undefined, stop: string): Look => {
  if (listed === undefined) {
    seen.over++
    return seen.over < patience ? [] : "over"
  }
  switch (standing(listed)) {
    case "waiting": {
      // It was put back into the queue: what it told is of its last start.
      seen.told = null
      seen.over = 0
      if (listed.reason === seen.reason && isNear(listed.start, seen.start)) return []
      seen.reason = listed.reason
      seen.start = listed.start
      if (isGivenUp(listed.reason))
        return [endedWith(null, { state: "lost", reason: reasonInWords(listed.reason) })]
      const why = whyNever(listed.reason)
      if (why !== null) return [neverStarts(listed.reason, why)]
      return [
        {
          event: "queued",
          reason: reasonInWords(listed.reason),
          ...(listed.start === undefined ? {} : { start: listed.start }),
        },
      ]
    }
    case "atWork":
      seen.over = 0
      seen.reason = null
      // One of several stages of a job may be stopped while the others go on.
      return seen.told !== null && existsSync(stop) ? [seen.told] : []
    case "over": {
      seen.over++
      if (seen.told === null && seen.over < patience && listed.state !== "CANCELLED") return []
      // Where it left by itself, its own word counts.
      return seen.told !== null && listed.state === "COMPLETED" ? [seen.told] : "over"
    }
  }
}
