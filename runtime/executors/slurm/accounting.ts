import { Effect } from "effect"
import type { JobEnded } from "../job.ts"
import { slurm } from "./programs.ts"
import type { Listed } from "./listed.ts"
import type { Spawner } from "../../processes/childOutput.ts"

/** How accounting remembers a task. */
export interface Account extends Listed {
  readonly usage: JobEnded["usage"]
}

const units: Readonly<Record<string, number>> = { K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, T: 2 ** 40 }

/** Bytes of a size such as "161460K"; null for none. */
const bytesOf = (text: string): number | null => {
  const [, number, unit = ""] = /^([\d.]+)([KMGT]?)$/.exec(text) ?? []
  return number === undefined ? null : Math.round(Number(number) * (units[unit] ?? 1))
}

/** What `sacct` prints of a task: a line of it, then one of each of its steps; null without such a line. */
const accountIn = (text: string): Account | null => {
  const [first = "", ...steps] = text.trimEnd().split("\n")
  const [said = "", reason = "", elapsed = ""] = first.split("|")
  // "CANCELLED by 1000"
  const [state = "", , by] = said.split(" ")
  if (state === "") return null
  const peaks = steps.flatMap((line) => bytesOf(line.split("|")[3] ?? "") ?? [])
  return {
    state,
    reason,
    ...(by === undefined ? {} : { by }),
    usage: {
      peakMemory: peaks.length === 0 ? null : Math.max(...peaks),
      peakGpuMemory: null,
      ...(/^\d+$/.test(elapsed) ? { seconds: Number(elapsed) } : {}),
    },
  }
}

/** How accounting remembers a task that is over; null where there is none. */
export const accountOf = (number: string): Effect.Effect<Account | null, never, Spawner> =>
  slurm("sacct", [
    "--noheader",
    "--parsable2",
    `--jobs=${number}`,
    "--format=State,Reason,ElapsedRaw,MaxRSS",
  ]).pipe(
    Effect.map(accountIn),
    Effect.orElseSucceed(() => null),
  )
