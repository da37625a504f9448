import { hostname } from "node:os"
import { Clock, Console, Effect } from "effect"
import { Command } from "effect/cli"
import { statusOf, type IsGone } from "../ledger/status.ts"
import { outlookLine, readOutlooks } from "../ledger/runOutlook.ts"
import { statusLines } from "../ledger/statusLines.ts"
import { isAlive } from "../store/alive.ts"
import { printable } from "../units/printable.ts"
import { Store } from "../store/store.ts"
import { descriptions } from "./descriptions.ts"
import { json, store } from "./flags.ts"

/** A worker on another machine is taken for alive: its own runner says when it ends. */
const isGone: IsGone = ({ host, pid }) => host === hostname() && (pid === null || !isAlive(pid))

/** What the ledger says now. */
export const currentStatus = Effect.gen(function* () {
  const { attempts } = yield* Store
  return statusOf(yield* attempts, isGone)
})

/** `ablate status`: what runs, what stopped, what failed, from any terminal. */
export const status = Command.make(
  "status",
  { json, store },
  Effect.fn("status")(
    function* (flags) {
      const found = yield* currentStatus
      const runs = yield* readOutlooks(flags.store)
      const now = yield* Clock.currentTimeMillis
      const lines = [...statusLines(found, now), ...runs.map((run) => outlookLine(run, now))]
      yield* Console.log(
        flags.json ? JSON.stringify({ ...found, runs }) : lines.map(printable).join("\n"),
      )
    },
    (effect, flags) => Effect.provide(effect, Store.existing(flags.store)),
  ),
).pipe(
  Command.withDescription(descriptions.status),
  Command.withExamples([
    { command: "ablate status", description: "Of the store in this folder" },
    { command: "ablate status --store /shared/ablate --json", description: "For other programs" },
  ]),
)
