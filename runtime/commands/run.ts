import { availableParallelism } from "node:os"
import { join } from "node:path"
import { Console, Effect, Option } from "effect"
import { Command } from "effect/cli"
import { FetchHttpClient } from "effect/http"
import { showFaults } from "../check/frame.ts"
import { chooseSlots } from "../devices/chooseSlots.ts"
import { Faulty } from "../faulty.ts"
import { ownProcess } from "../ownProcess.ts"
import { selectStages } from "../plan/selectStages.ts"
import { showProgress } from "../schedule/progress/progress.ts"
import { runPlan, type RunOutcome } from "../schedule/runPlan.ts"
import { Store } from "../store/store.ts"
import { descriptions } from "./descriptions.ts"
import { AlreadySaid } from "./failed.ts"
import { device, file, format, only, scale, slots, store } from "./flags.ts"
import { finishTracking, trackerOf } from "./trackerOf.ts"
import { planned } from "./planned.ts"
import { formatsOf, writeReports } from "./writeReports.ts"

const failures = ({ failed, blocked }: RunOutcome, again: string): Faulty =>
  new Faulty({
    faults: [
      ...failed.flatMap(({ stage, faults, log }) =>
        faults.map((fault) => ({
          ...fault,
          what: `${stage.label} failed: ${fault.what}`,
          where:
            Object.keys(fault.where).length === 0 && log !== null ? { file: log } : fault.where,
        })),
      ),
      ...blocked.map(({ stage, because }) => ({
        what: `${stage.label} did not run because ${because.label} failed`,
        where: {},
        mend: `once that is mended: ${again}`,
      })),
    ],
  })

const slow =
  "--device eager is TensorFlow.js' reference, for comparing numbers: some 40 times slower than cpu on tiny volumes"

/** `ablate run`: does what is not done yet, then draws the report. */
export const run = Command.make(
  "run",
  { file, scale, slots, device, only, store, format },
  Effect.fn("run")(
    function* (flags) {
      const { name: device } = flags.device
      const chosen = yield* chooseSlots(
        flags.device,
        Option.getOrUndefined(flags.slots),
        process.env,
      )
      if (device === "eager") yield* Console.error(slow)
      const formats = yield* formatsOf(flags.format)
      const made = yield* planned(flags.file, flags.scale, flags.store)
      const plan = Option.isSome(flags.only)
        ? yield* Effect.fromResult(selectStages(made.plan, flags.only.value))
        : made.plan
      const tracker = yield* trackerOf(made.name, plan, device)
      const outcome = yield* Effect.scoped(
        Effect.gen(function* () {
          const show = yield* showProgress(process.stdout)
          return yield* runPlan(plan, {
            slots: chosen.length,
            // A slot's environment shows its worker one GPU, which is then its first.
            device,
            environmentOf: (slot) => chosen[slot]?.environment ?? {},
            threadsPerSlot: Math.max(1, Math.floor(availableParallelism() / chosen.length)),
            workerCommand: ownProcess("runtime/worker.ts"),
            onEvent: (event) => Effect.andThen(tracker.onEvent(event), show(event)),
          })
        }),
      )
      const written = yield* writeReports(made, join(flags.store, "reports", made.name), formats)
      yield* finishTracking(tracker, made.name, written, outcome)
      if (outcome.failed.length === 0) return
      const again = [
        "ablate run",
        flags.file,
        ...Option.match(flags.scale, { onNone: () => [], onSome: (scale) => ["--scale", scale] }),
      ].join(" ")
      const faulty = failures(outcome, again)
      yield* Console.error(showFaults(faulty.faults))
      yield* Console.error(`\nWhat is done is kept. To go on: ${again}`)
      return yield* new AlreadySaid()
    },
    Effect.scoped,
    Effect.provide(FetchHttpClient.layer),
    (effect, flags) => Effect.provide(effect, Store.layer(flags.store)),
  ),
).pipe(
  Command.withDescription(descriptions.run),
  Command.withExamples([
    {
      command: "ablate run experiments/quickstart.ts --slots 2",
      description: "Two stages at once",
    },
    {
      command: "ablate run experiments/brats2023.ts --scale smoke --only arm=MAE,seed=0",
      description: "One arm and seed at a small scale",
    },
  ]),
)
