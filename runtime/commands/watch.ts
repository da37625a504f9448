import { Clock, Console, Effect, type Option, Schedule } from "effect"
import { Command } from "effect/cli"
import { outlookLine, readOutlooks } from "../ledger/runOutlook.ts"
import { statusLines } from "../ledger/statusLines.ts"
import { block } from "../schedule/progress/block.ts"
import { printable } from "../units/printable.ts"
import { Store } from "../store/store.ts"
import { descriptions } from "./descriptions.ts"
import { store } from "./flags.ts"
import { currentStatus } from "./status.ts"
import { storeFolder } from "./storeFolder.ts"

const refresh = "2 seconds"

/** `ablate watch`: the status, again and again, until Ctrl-C. */
export const watch = Command.make(
  "watch",
  { store },
  Effect.fn("watch")(
    function* (flags: { readonly store: Option.Option<string> }) {
      const draw = process.stdout.isTTY ? yield* block(process.stdout) : undefined
      let last = ""
      yield* Effect.gen(function* () {
        const found = yield* currentStatus
        const runs = yield* readOutlooks(storeFolder(flags.store))
        const now = yield* Clock.currentTimeMillis
        const [summary = "", ...more] = statusLines(found, now)
        const lines = [summary, ...runs.map((run) => outlookLine(run, now)), ...more]
        draw?.([], lines)
        // In a pipe only what changed is worth a line.
        if (draw === undefined && summary !== last) yield* Console.log(printable(summary))
        last = summary
      }).pipe(Effect.repeat(Schedule.spaced(refresh)))
    },
    (effect, flags) =>
      Effect.scoped(Effect.provide(effect, Store.existing(storeFolder(flags.store)))),
  ),
).pipe(
  Command.withDescription(descriptions.watch),
  Command.withExamples([{ command: "ablate watch", description: "Of the project's store" }]),
)
