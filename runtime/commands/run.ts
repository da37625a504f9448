import { availableParallelism } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { Console, Effect, Option } from "effect"
import { Command } from "effect/cli"
import { showFaults } from "../check/frame.ts"
import { Faulty } from "../faulty.ts"
import { selectStages } from "../plan/selectStages.ts"
import { showProgress } from "../schedule/progress/progress.ts"
import { runPlan, type RunOutcome } from "../schedule/runPlan.ts"
import { Store } from "../store/store.ts"
import { AlreadySaid } from "./failed.ts"
import { device, file, format, only, scale, slots, store } from "./flags.ts"
import { planned } from "./planned.ts"
import { formatsOf, writeReports } from "./writeReports.ts"

const inPackage = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url))

const workerCommand = [
  process.execPath,
  "--disable-warning=ExperimentalWarning",
  "--import",
  inPackage("bin/register.js"),
  inPackage("runtime/worker.ts"),
] as const

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

const atLeastOne = (slots: number): Effect.Effect<void, Faulty> =>
  slots >= 1
    ? Effect.void
    : Effect.fail(
        new Faulty({
          faults: [{ what: `--slots is ${slots}`, where: {}, expected: "1 or more" }],
        }),
      )

/** `ablate run`: does what is not done yet, then draws the report. */
export const run = Command.make(
  "run",
  { file, scale, slots, device, only, store, format },
  Effect.fn("run")(
    function* (flags) {
      yield* atLeastOne(flags.slots)
      const formats = yield* formatsOf(flags.format)
      const made = yield* planned(flags.file, flags.scale, flags.store)
      const plan = Option.isSome(flags.only)
        ? yield* Effect.fromResult(selectStages(made.plan, flags.only.value))
        : made.plan
      const outcome = yield* Effect.scoped(
        Effect.gen(function* () {
          const onEvent = yield* showProgress(process.stdout)
          return yield* runPlan(plan, {
            slots: flags.slots,
            device: flags.device,
            threadsPerSlot: Math.max(1, Math.floor(availableParallelism() / flags.slots)),
            workerCommand,
            onEvent,
          })
        }),
      )
      yield* writeReports(made, join(flags.store, "reports", made.name), formats)
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
    (effect, flags) => Effect.provide(effect, Store.layer(flags.store)),
  ),
).pipe(
  Command.withDescription("Run what is not done yet, then draw the report"),
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
