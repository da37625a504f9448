import { existsSync } from "node:fs"
import type { JobEnded, JobEvent } from "../job.ts"
import type { Listed } from "./queue.ts"
import { isGivenUp, reasonInWords, whyNever } from "./reasons.ts"
import { endingBy, standing } from "./states.ts"
import { fault } from "../../../dsl/fault.ts"

/** What is known of a job between two looks at it. */
export interface Seen {
  /** The last reason that it was told to wait for. */
  reason: string | null
  /** An end that it told itself, and that Slurm may know better. */
  told: JobEnded | null
  /** Looks since Slurm said that it is over, or knew nothing of it. */
  over: number
}

/** Files of another machine are seen a little later: so many looks are given them. */
const patience = 3

const noUsage = { peakMemory: null, peakGpuMemory: null }

const endedWith = (told: JobEnded | null, ending: JobEnded["ending"]): JobEnded => ({
  event: "ended",
  ending,
  exit: told?.exit ?? null,
  usage: told?.usage ?? noUsage,
})

const neverStarts = (reason: string, why: string): JobEnded =>
  endedWith(null, {
    state: "failed",
    faults: [
      fault({
        what: `Slurm would never start it: ${why} (${reason})`,
        where: {},
        hint: "change the profile in ablate.config.ts, or --profile",
      }),
    ],
  })

/** What a look at a job comes to: what to tell, and whether accounting is to be asked of it. */
export type Look =
  | { readonly events: readonly JobEvent[]; readonly ask?: false }
  | { readonly events: readonly []; readonly ask: true }

const nothing: Look = { events: [] }

/**
 * What follows from where Slurm has a job (`undefined`: it knows nothing of it), and from what the job told
 * itself. That it had to leave it does not know why: Slurm does.
 */
export const lookAt = (
  seen: Seen,
  listed: Listed | undefined,
  stop: string,
  lastLine: () => string,
): Look => {
  if (listed === undefined) {
    seen.over++
    return seen.over < patience ? nothing : { events: [], ask: true }
  }
  switch (standing(listed)) {
    case "waiting": {
      // It was put back into the queue: what it told is of its last start.
      seen.told = null
      seen.over = 0
      if (listed.reason === seen.reason) return nothing
      seen.reason = listed.reason
      if (isGivenUp(listed.reason))
        return {
          events: [endedWith(null, { state: "lost", reason: reasonInWords(listed.reason) })],
        }
      const why = whyNever(listed.reason)
      if (why !== null) return { events: [neverStarts(listed.reason, why)] }
      return { events: [{ event: "queued", reason: reasonInWords(listed.reason) }] }
    }
    case "atWork":
      seen.over = 0
      seen.reason = null
      // One of several stages of a job may be stopped while the others go on.
      return seen.told !== null && existsSync(stop) ? { events: [seen.told] } : nothing
    case "over": {
      seen.over++
      if (seen.told === null && seen.over < patience && listed.state !== "CANCELLED") return nothing
      // Where it left by itself, its own word counts.
      if (seen.told !== null && listed.state === "COMPLETED") return { events: [seen.told] }
      return { events: [endedWith(seen.told, endingBy(listed, lastLine()))] }
    }
  }
}
