import { Clock, Console, Effect } from "effect"
import { Command } from "effect/cli"
import { statusOf } from "../ledger/status.ts"
import { outlookLine, readOutlooks } from "../ledger/runOutlook.ts"
import { statusLines } from "../ledger/statusLines.ts"
import { printable } from "../units/printable.ts"
import { hasJobAtWork } from "../schedule/jobStanding.ts"
import type { Attempt } from "../store/attempt.ts"
import { Store } from "../store/store.ts"
import { descriptions } from "./descriptions.ts"
import { json, store } from "./flags.ts"
import { inStore } from "./inStore.ts"

/**
 * What the ledger says now, and what runs tell of themselves. What runs is told by the leases (a runner on another host is taken for
 * alive), and where a runner is gone by the executor that has its job.
 */
export const currentStatus = Effect.gen(function* () {
  const { root, attempts, isOver: isUnheld, checkpointOf } = yield* Store
  const found = yield* attempts
  const isOver = Effect.fnUntraced(function* (attempt: Attempt) {
    return (yield* isUnheld(attempt)) && !(yield* hasJobAtWork(checkpointOf(attempt)))
  })
  const running = found.filter(({ outcome }) => outcome === "running")
  const over = yield* Effect.filter(running, isOver, { concurrency: 16 })
  const keys = new Set(over.map(({ key }) => key))
  return {
    status: statusOf(found, ({ key }) => keys.has(key)),
    runs: yield* readOutlooks(root),
    now: yield* Clock.currentTimeMillis,
  }
})

/** `ablate status`: what runs, what stopped, what failed, from any terminal. */
export const status = Command.make(
  "status",
  { json, store },
  Effect.fn("status")(function* (flags) {
    const { status: found, runs, now } = yield* currentStatus
    const lines = [...statusLines(found, now), ...runs.map((run) => outlookLine(run, now))]
    yield* Console.log(
      flags.json ? JSON.stringify({ ...found, runs }) : lines.map(printable).join("\n"),
    )
  }, inStore),
).pipe(
  Command.withDescription(descriptions.status),
  Command.withExamples([
    { command: "ablate status", description: "Of the project's store" },
    { command: "ablate status --store /shared/ablate --json", description: "For other programs" },
  ]),
)
