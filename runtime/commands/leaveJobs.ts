import { Effect, Option } from "effect"
import type { RunEvent } from "../schedule/event.ts"

const question =
  "Jobs are at work or wait on the cluster: [l]eave them, for the next run to go on with, or [c]ancel them?"

/** Ctrl-C and Ctrl-D, as a terminal gives them where it makes no signals of them. */
const ends: ReadonlySet<string> = new Set(["\u0003", "\u0004"])

/** A key that is pressed; an end of input, or Ctrl-C again, counts as leaving. */
const key = Effect.callback<string>((resume) => {
  const { stdin } = process
  const end = (bytes?: Buffer) => {
    stdin.off("data", end).off("end", end).setRawMode(false).pause()
    resume(Effect.succeed(bytes?.toString() ?? "l"))
  }
  stdin.setRawMode(true).resume().on("data", end).on("end", end)
})

const answer: Effect.Effect<boolean> = Effect.flatMap(key, (text) => {
  if (/^c/i.test(text)) return Effect.succeed(false)
  return /^l/i.test(text) || ends.has(text) ? Effect.succeed(true) : answer
})

/** Whether jobs are left at work when a run is stopped: as the flag says, else asked, once, in a terminal. */
export const leavingJobs = (
  flag: Option.Option<"leave" | "cancel">,
  show: (event: RunEvent) => Effect.Effect<void>,
): Effect.Effect<Effect.Effect<boolean>> =>
  Effect.cached(
    Option.match(flag, {
      onSome: (said) => Effect.succeed(said === "leave"),
      onNone: () =>
        process.stdin.isTTY && process.stdout.isTTY
          ? Effect.andThen(show({ event: "asking", question }), answer)
          : Effect.succeed(true),
    }),
  )
