import { basename, join, relative } from "node:path"
import { Clock, Console, Effect } from "effect"
import { Command } from "effect/cli"
import { FetchHttpClient } from "effect/http"
import { writeReport } from "../../reports/write.ts"
import { reportOf } from "../results/report.ts"
import { Store } from "../store/store.ts"
import { deliverAll, makeDelivery } from "../tracking/deliver.ts"
import type { TrackingEvent } from "../tracking/event.ts"
import { armsEnded, armsMeasured, filesSent, reportSent } from "../tracking/finalEvents.ts"
import { type Destination, dropQueue, openQueue } from "../tracking/queue.ts"
import { replayed } from "../tracking/replay.ts"
import { verifyAll } from "../tracking/sender.ts"
import { trackingSettings, type TrackingSettings } from "../tracking/settings.ts"
import { armIds, armsBegun } from "../tracking/stageEvents.ts"
import { descriptions } from "./descriptions.ts"
import { AlreadySaid } from "./failed.ts"
import { file, scale, store } from "./flags.ts"
import { ownFolder } from "./ownFolder.ts"
import { plannedWithOrigins } from "./planned.ts"
import { provenance } from "./provenance.ts"
import { refusal } from "../faults/refusal.ts"
import { inStore } from "./inStore.ts"

const noServer = refusal({
  what: "MLFLOW_TRACKING_URI is not set",
  expected: "the address of an MLflow server",
  hint: "for example MLFLOW_TRACKING_URI=http://localhost:5000 ablate track sync FILE",
})

/** A server that has not answered for so long ends a sync. */
const patienceMs = 30_000
const passes = 3

const unseen = (reason: string) => Effect.succeed([{ run: "what could not be looked at", reason }])

/** Reads the server anew until it has everything that the events say; gives what it lacks after that. */
const verified = Effect.fnUntraced(
  function* (
    events: readonly TrackingEvent[],
    settings: TrackingSettings,
    destination: Destination,
  ) {
    for (let pass = 1; ; pass++) {
      const { refused, lost } = yield* verifyAll(events, settings, destination)
      if (lost.length === 0 || pass === passes) return [...refused, ...lost]
    }
  },
  Effect.catchTags({
    ServerAway: ({ message }) => unseen(message),
    AccessDenied: ({ message }) => unseen(message),
    Rejected: ({ reason }) => unseen(reason),
  }),
)

const sync = Command.make(
  "sync",
  { file, scale, store },
  Effect.fn("track sync")(
    function* (flags) {
      const settings = yield* trackingSettings(process.env)
      if (settings === null) return yield* noServer
      const made = yield* plannedWithOrigins(flags.file, flags)
      const { root } = yield* Store
      const drawn = yield* ownFolder(root, "reports", made)
      // Two files of one name are two experiments, as they have two reports.
      const name = basename(drawn)
      const folder = join(root, "tracking")
      const destination = { uri: settings.uri, experiment: settings.experiment ?? name }
      const { add, file: queue } = yield* openQueue(folder, destination)
      const time = yield* Clock.currentTimeMillis
      const { report } = yield* reportOf(made, yield* provenance(flags.file))
      const files = yield* writeReport(drawn, report, ["html", "latex", "md", "csv"])
      const ids = armIds(made.plan)
      const events = [
        ...armsBegun(made.plan, ids, time),
        ...(yield* replayed(made.plan, ids)),
        ...armsMeasured(report, ids, time),
        ...armsEnded(ids, new Set(), time),
        ...reportSent(
          name,
          ids,
          drawn,
          filesSent(
            files.map((path) => relative(drawn, path)),
            process.env,
          ),
          time,
        ),
      ]
      yield* Effect.forEach(events, add, { discard: true })
      const delivery = yield* makeDelivery({
        folder,
        settings,
        destination,
        patience: patienceMs,
        say: Console.error,
      })
      const { waiting, refused } = yield* deliverAll(delivery)
      if (waiting > 0) {
        yield* Console.error(`MLflow lacks ${waiting} events: run ablate track sync again later`)
        return yield* new AlreadySaid()
      }
      yield* dropQueue(queue)
      const lacking = [...refused, ...(yield* verified(events, settings, destination))]
      if (lacking.length > 0) {
        const runs = new Set(lacking.map(({ run }) => run))
        yield* Console.error(
          `MLflow lacks something of ${runs.size === 1 ? "one run" : `${runs.size} runs`}: ${[...runs].join(", ")}. Once that is put right: ablate track sync again`,
        )
        return yield* new AlreadySaid()
      }
      yield* Console.log(
        `${settings.uri} has what the store has of ${made.name}, as the experiment ${destination.experiment}`,
      )
    },
    Effect.scoped,
    Effect.provide(FetchHttpClient.layer),
    inStore,
  ),
).pipe(
  Command.withDescription(
    "Send what the store has of a file to the MLflow server at MLFLOW_TRACKING_URI",
  ),
  Command.withExamples([
    {
      command: "ablate track sync experiments/quickstart.ts",
      description: "Runs that were made without a server, or while it was away",
    },
  ]),
)

/** `ablate track`: MLflow. */
export const track = Command.make("track").pipe(
  Command.withDescription(descriptions.track),
  Command.withSubcommands([sync]),
)
