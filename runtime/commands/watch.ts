import { Clock, Console, Effect, Schedule } from "effect"
import { Command } from "effect/cli"
import { statusLines } from "../ledger/statusLines.ts"
import { block } from "../schedule/progress/block.ts"
import { printable } from "../units/printable.ts"
import { Store } from "../store/store.ts"
import { descriptions } from "./descriptions.ts"
import { store } from "./flags.ts"
import { currentStatus } from "./status.ts"

const refresh = "2 seconds"

/** `ablate watch`: the status, again and again, until Ctrl-C. */
export const watch = Command.make(
  "watch",
  { store },
  Effect.fn("watch")(
    function* (_flags: { readonly store: string }) {
      const draw = process.stdout.isTTY ? yield* block(process.stdout) : undefined
      let last = ""
      yield* Effect.gen(function* () {
        const found = yield* currentStatus
        const lines = statusLines(found, yield* Clock.currentTimeMillis)
        const [summary = ""] = lines
        draw?.([], lines)
        // In a pipe only what changed is worth a line.
        if (draw === undefined && summary !== last) yield* Console.log(printable(summary))
        last = summary
      }).pipe(Effect.repeat(Schedule.spaced(refresh)))
    },
    (effect, flags) => Effect.scoped(Effect.provide(effect, Store.existing(flags.store))),
  ),
).pipe(
  Command.withDescription(descriptions.watch),
  Command.withExamples([{ command: "ablate watch", description: "Of the store in this folder" }]),
)
