import { join, relative } from "node:path"
import { Clock, Console, Effect } from "effect"
import { Command } from "effect/cli"
import { FetchHttpClient } from "effect/http"
import { writeReport } from "../../reports/write.ts"
import { Faulty } from "../faults/faulty.ts"
import { reportOf } from "../results/report.ts"
import { Store } from "../store/store.ts"
import { deliverAll, makeDelivery } from "../tracking/deliver.ts"
import { armsEnded, armsMeasured, reportSent } from "../tracking/finalEvents.ts"
import { dropQueue, openQueue } from "../tracking/queue.ts"
import { replayed } from "../tracking/replay.ts"
import { trackingSettings } from "../tracking/settings.ts"
import { armsBegun } from "../tracking/stageEvents.ts"
import { descriptions } from "./descriptions.ts"
import { AlreadySaid } from "./failed.ts"
import { file, scale, store } from "./flags.ts"
import { planned } from "./planned.ts"
import { provenance } from "./provenance.ts"

const noServer = new Faulty({
  faults: [
    {
      what: "MLFLOW_TRACKING_URI is not set",
      where: {},
      expected: "the address of an MLflow server",
      hint: "for example MLFLOW_TRACKING_URI=http://localhost:5000 ablate track sync FILE",
    },
  ],
})

const sync = Command.make(
  "sync",
  { file, scale, store },
  Effect.fn("track sync")(
    function* (flags) {
      const settings = yield* trackingSettings(process.env)
      if (settings === null) return yield* noServer
      const made = yield* planned(flags.file, flags.scale, flags.store)
      const { root } = yield* Store
      const folder = join(root, "tracking")
      const destination = { uri: settings.uri, experiment: settings.experiment ?? made.name }
      const { add, file: queue } = yield* openQueue(folder, destination)
      const time = yield* Clock.currentTimeMillis
      const { report } = yield* reportOf(
        made.name,
        made.targets,
        made.plan,
        yield* provenance(flags.file),
      )
      const drawn = join(root, "reports", made.name)
      const files = yield* writeReport(drawn, report, ["html", "latex", "md", "csv"])
      const arms = made.plan.runs.map(({ arm }) => arm)
      const events = [
        ...armsBegun(made.plan, time),
        ...(yield* replayed(made.plan)),
        ...armsMeasured(report, time),
        ...armsEnded(new Set(arms), new Set(), time),
        ...reportSent(
          made.name,
          drawn,
          files.map((path) => relative(drawn, path)),
          time,
        ),
      ]
      yield* Effect.forEach(events, add, { discard: true })
      const delivery = yield* makeDelivery({ folder, settings, destination, say: Console.error })
      const { waiting } = yield* deliverAll(delivery)
      if (waiting > 0) return yield* new AlreadySaid()
      yield* dropQueue(queue)
      yield* Console.log(
        `${settings.uri} has what the store has of ${made.name}, as the experiment ${destination.experiment}`,
      )
    },
    Effect.scoped,
    Effect.provide(FetchHttpClient.layer),
    (effect, flags) => Effect.provide(effect, Store.existing(flags.store)),
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
