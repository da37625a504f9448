import { basename, dirname, resolve } from "node:path"
import { Console, Effect, Layer } from "effect"
import { Command } from "effect/cli"
import { FetchHttpClient } from "effect/http"
import { showFaults } from "../check/frame.ts"
import { calibration } from "../cost/calibration.ts"
import type { DeviceChoice } from "../devices/device.ts"
import { refusedRequests } from "../executors/slurm/refused.ts"
import { Faulty } from "../faults/faulty.ts"
import { tellOutlook } from "../ledger/runOutlook.ts"
import type { Plan } from "../plan/planStudy.ts"
import type { Stage } from "../plan/stage.ts"
import { selectAny } from "../plan/selectStages.ts"
import { expectedGpuMemory, expectedMemory } from "../schedule/expectedMemory.ts"
import { withRemote } from "../remote/remoteStore.ts"
import { followRun } from "../schedule/progress/followRun.ts"
import { showProgress } from "../schedule/progress/progress.ts"
import { runPlan } from "../schedule/runPlan.ts"
import { Store } from "../store/store.ts"
import { printable } from "../units/printable.ts"
import { acceptableOf } from "../ledger/acceptCode.ts"
import { acceptedLines, acceptStages } from "./acceptedStages.ts"
import { outliveReader } from "./closedPipe.ts"
import { classFaults } from "./classFaults.ts"
import { cardHere } from "./cardFlag.ts"
import { costOf, type CostPlace } from "./costOf.ts"
import { descriptions } from "./descriptions.ts"
import { placed, runFlags, type RunFlags } from "./runFlags.ts"
import { AlreadySaid } from "./failed.ts"
import { leavingJobs } from "./leaveJobs.ts"
import { onAllocation } from "./onAllocation.ts"
import { onSlurm } from "./onSlurm.ts"
import { machineMemory, onThisMachine } from "./onThisMachine.ts"
import {
  againCommand,
  failureFaults,
  failureLines,
  pushCommand,
  stoppedLines,
} from "./runFailures.ts"
import { onFirstSignal } from "./signals.ts"
import { firstRequest, lackingStages, slurmScripts } from "./slurmScripts.ts"
import { finishTracking, trackerOf } from "./trackerOf.ts"
import { ownFolder } from "./ownFolder.ts"
import { checkedAll, plannedWithOrigins } from "./planned.ts"
import { makeUp, remoteFor } from "./remotePush.ts"
import { writeReports } from "./writeReports.ts"
import { refuseDevice } from "./refuseDevice.ts"
import { folderOf } from "./inStore.ts"
import type { Expected } from "../executors/executor.ts"

/** What the plan expects stages to take at a place: seconds, and memory of the machine and of a GPU. */
const expectedOf = Effect.fnUntraced(function* (
  plan: Plan,
  choice: DeviceChoice,
  place: CostPlace,
) {
  const { name: device } = choice
  const { has, attempts } = yield* Store
  const present = yield* Effect.filter(plan.stages, has, { concurrency: 16 })
  const done = new Set(present.map(({ key }) => key))
  // Steps that are timed here say nothing of other machines, nor do speeds that are assumed.
  const isHere = place.host !== null
  const here = isHere
    ? {
        measureStep: yield* calibration(device, place.threads, machineMemory()),
        card: yield* cardHere(choice),
      }
    : {}
  const { stages } = yield* costOf(plan, done, device, place, here)
  const past = { attempts: yield* attempts, host: place.host, device }
  const seconds = new Map(
    stages.map((one) => [one.key, isHere || one.basis !== "assumed" ? one.seconds : null]),
  )
  const memory = expectedMemory(stages, past)
  const gpuMemory = expectedGpuMemory(stages, past)
  return (stage: Stage): Expected => ({
    seconds: seconds.get(stage.key) ?? null,
    memory: memory(stage),
    gpuMemory: gpuMemory(stage),
  })
})

const slow =
  "--device eager is TensorFlow.js' reference, for comparing numbers: some 40 times slower than cpu on tiny volumes"

/** The folder of results; on a cluster its path is to mean the same on every node. */
const folderFor = (flags: Pick<RunFlags, "on" | "store" | "files">): string =>
  flags.on === "local" ? folderOf(flags) : resolve(folderOf(flags))

/** Does what is not done yet of a file, then draws its report; whether all of it is done. */
const runFile = Effect.fnUntraced(function* (file: string, flags: RunFlags) {
  const { name: device } = flags.device
  const folder = folderFor(flags)
  const chosen =
    flags.on === "slurm"
      ? yield* onSlurm(file, folder, flags)
      : flags.on === "allocation"
        ? yield* onAllocation(flags)
        : yield* onThisMachine(flags)
  const made = yield* plannedWithOrigins(file, flags)
  const plan = yield* Effect.fromResult(selectAny(made.plan, flags.only))
  const workspace = dirname(made.file)
  if (plan.stages.some(({ configured }) => configured.record.learnsOfSubjects === true)) {
    const faults = yield* classFaults(made.targets, process.env)
    if (faults.length > 0) return yield* new Faulty({ faults })
  }
  if (flags.acceptCode) {
    const found = yield* acceptableOf(plan)
    yield* acceptStages(found, workspace)
    for (const line of acceptedLines(found)) yield* Console.log(line)
  }
  const toRun = yield* lackingStages(plan)
  yield* refuseDevice(toRun, flags.device, chosen.most)
  const expected = yield* expectedOf(plan, flags.device, chosen.place)
  const { slurm } = chosen
  if (slurm !== null) {
    const requests = toRun.map((stage) => firstRequest(stage, expected(stage), slurm))
    const faults = yield* refusedRequests(requests, slurm.profile)
    if (faults.length > 0) return yield* new Faulty({ faults })
    if (flags.dryRun) {
      const scripts = yield* slurmScripts(toRun, expected, slurm)
      yield* Console.log(scripts.join("\n"))
      return true
    }
  }
  const reports = yield* ownFolder(folder, "reports", made)
  // Two files of one name are two experiments, as they have two reports.
  const tracked = { ...made, plan, name: basename(reports) }
  const tracker = yield* trackerOf(tracked, device)
  const outcome = yield* Effect.scoped(
    Effect.gen(function* () {
      outliveReader()
      const show = yield* showProgress(process.stdout)
      const followed = yield* followRun
      const { root } = yield* Store
      yield* tellOutlook(
        root,
        Effect.map(followed.standing, (standing) => ({
          name: made.name,
          ...standing,
        })),
      )
      yield* onFirstSignal(show({ event: "stopping" }))
      const executor = yield* chosen.executor
      const leaveJobs = yield* leavingJobs(flags.onStop, show)
      return yield* runPlan(plan, {
        workspace,
        expected,
        leaveJobs,
        onEvent: (event) =>
          Effect.all([tracker.onEvent(event), followed.onEvent(event), show(event)], {
            discard: true,
          }),
      }).pipe(Effect.provide(executor))
    }),
  ).pipe(Effect.onInterrupt(() => Console.error(`\n${stoppedLines(flags).join("\n")}`)))
  const remote = yield* remoteFor(flags.files[0] ?? file)
  if (remote?.push === true)
    yield* makeUp(
      remote,
      [...outcome.made, ...outcome.skipped],
      pushCommand({ ...flags, files: [file] }),
    )
  // The page links to runs that the server has.
  const isLinked = yield* tracker.sent
  const written = yield* writeReports(made, reports, flags.format, { isLinked })
  const isTracked = yield* finishTracking(tracker, tracked, written, outcome)
  if (outcome.failed.length === 0) return isTracked
  const again = againCommand(plan, outcome, { ...flags, files: [file] })
  yield* Console.error(showFaults(failureFaults(outcome)))
  yield* Console.error(`\n${failureLines(outcome, again).join("\n")}`)
  return false
}, Effect.scoped)

/** The store of a run, and the remote one behind it if the configuration of its first file names one. */
const storeFor = (flags: RunFlags) =>
  Layer.unwrap(
    Effect.gen(function* () {
      const own = Store.layer(folderFor(flags), {
        access: flags.forGroup ? "group" : undefined,
      })
      const remote = yield* remoteFor(flags.files[0] ?? ".")
      if (remote === undefined) return own
      const warn = (text: string) => Console.error(`warning: ${printable(text)}`)
      return withRemote(remote, process.env, warn).pipe(Layer.provide(own))
    }),
  )

/** `ablate run`: does what is not done yet, then draws the report; files one after the other. */
export const run = Command.make(
  "run",
  runFlags,
  Effect.fn("run")(
    function* (given) {
      const flags = placed(given)
      if (flags.device.name === "eager") yield* Console.error(slow)
      // What is wrong with the last file is told before the first one takes its hours.
      if (flags.files.length > 1) yield* checkedAll(flags.files, flags)
      const done = yield* Effect.forEach(flags.files, (file) => runFile(file, flags))
      if (done.includes(false)) return yield* new AlreadySaid()
    },
    Effect.provide(FetchHttpClient.layer),
    (effect, flags) => Effect.provide(effect, storeFor(placed(flags))),
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
    {
      command: "ablate run experiments/quickstart.ts --set pretraining.epochs=5 --set seeds=0",
      description: "A quick try: the report is one of its own, and says what was set",
    },
    {
      command: "ablate run experiments/brats2023.ts --on slurm --device cuda --profile a100",
      description: "On a cluster, as a profile of ablate.config.ts asks for jobs",
    },
  ]),
)
