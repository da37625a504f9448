import { Console, Effect, type Option, Schedule } from "effect"
import { Command } from "effect/cli"
import { outlookLine } from "../ledger/runOutlook.ts"
import { statusLines } from "../ledger/statusLines.ts"
import { block } from "../schedule/progress/block.ts"
import { printable } from "../units/printable.ts"
import { descriptions } from "./descriptions.ts"
import { store } from "./flags.ts"
import { currentStatus } from "./status.ts"
import { inStore } from "./inStore.ts"

const refresh = "2 seconds"

/** `ablate watch`: the status, again and again, until Ctrl-C. */
export const watch = Command.make(
  "watch",
  { store },
  Effect.fn("watch")(
    function* (_flags: { readonly store: Option.Option<string> }) {
      const draw = process.stdout.isTTY ? yield* block(process.stdout) : undefined
      let last = ""
      yield* Effect.gen(function* () {
        const { status: found, runs, now } = yield* currentStatus
        const [summary = "", ...more] = statusLines(found, now)
        const lines = [summary, ...runs.map((run) => outlookLine(run, now)), ...more]
        draw?.([], lines)
        // In a pipe only what changed is worth a line.
        if (draw === undefined && summary !== last) yield* Console.log(printable(summary))
        last = summary
      }).pipe(Effect.repeat(Schedule.spaced(refresh)))
    },
    Effect.scoped,
    inStore,
  ),
).pipe(
  Command.withDescription(descriptions.watch),
  Command.withExamples([{ command: "ablate watch", description: "Of the project's store" }]),
)
