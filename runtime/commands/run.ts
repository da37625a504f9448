import { hostname } from "node:os"
import { basename, dirname } from "node:path"
import { Console, Effect, Option } from "effect"
import { Command } from "effect/cli"
import { FetchHttpClient } from "effect/http"
import { showFaults } from "../check/frame.ts"
import { calibration } from "../cost/calibration.ts"
import { describeDevice, type DeviceChoice, type DeviceName } from "../devices/device.ts"
import { chooseSlots } from "../devices/chooseSlots.ts"
import type { DeviceSlot } from "../devices/deviceSlots.ts"
import { watchGpuMemory } from "../devices/gpuMemory.ts"
import { readHost } from "../devices/host.ts"
import { Faulty } from "../faults/faulty.ts"
import { localExecutor } from "../executors/local/localExecutor.ts"
import { tellOutlook } from "../ledger/runOutlook.ts"
import { stageProcess } from "../processes/ownProcess.ts"
import type { Plan } from "../plan/planStudy.ts"
import type { Stage } from "../plan/stage.ts"
import { selectAny } from "../plan/selectStages.ts"
import { expectedGpuMemory } from "../schedule/expectedGpuMemory.ts"
import { expectedMemory } from "../schedule/expectedMemory.ts"
import { followRun } from "../schedule/progress/followRun.ts"
import { showProgress } from "../schedule/progress/progress.ts"
import { runPlan } from "../schedule/runPlan.ts"
import { Store } from "../store/store.ts"
import { acceptableOf } from "../ledger/acceptableOf.ts"
import { acceptedLines, acceptStages } from "./acceptedStages.ts"
import { outliveReader } from "./closedPipe.ts"
import { classFaults } from "./classFaults.ts"
import { costOf, threadsPerSlot } from "./costOf.ts"
import { descriptions } from "./descriptions.ts"
import { AlreadySaid } from "./failed.ts"
import {
  acceptCode,
  device,
  files,
  forGroup,
  format,
  only,
  scale,
  set,
  slots,
  store,
} from "./flags.ts"
import { memory } from "./memoryFlag.ts"
import {
  againCommand,
  failureFaults,
  failureLines,
  stoppedLines,
  type RunFlags,
} from "./runFailures.ts"
import { onFirstSignal } from "./signals.ts"
import { finishTracking, trackerOf } from "./trackerOf.ts"
import { ownFolder } from "./ownFolder.ts"
import { checkedAll, plannedWithOrigins } from "./planned.ts"
import { writeReports } from "./writeReports.ts"
import { storeFolder } from "./storeFolder.ts"

/** The device of a slot: with CUDA its GPU, else one for all. */
const deviceName = (choice: DeviceChoice, { gpu }: DeviceSlot): string =>
  gpu === null
    ? describeDevice(choice)
    : describeDevice({ ...choice, index: (choice.index ?? 0) + gpu.index })

/** What stages may take together: the rest is the system's and the runner's. */
const machineMemory = (): number => Math.floor(0.9 * readHost().memory)

/** What the plan expects stages to take: seconds, and memory of the machine and of a GPU. */
const expectedOf = Effect.fnUntraced(function* (plan: Plan, device: DeviceName, slots: number) {
  const { has, attempts } = yield* Store
  const present = yield* Effect.filter(plan.stages, has)
  const done = new Set(present.map(({ key }) => key))
  const measureStep = yield* calibration(device, threadsPerSlot(slots), machineMemory())
  const { stages } = yield* costOf(plan, done, device, slots, measureStep)
  const past = { attempts: yield* attempts, host: hostname(), device }
  const seconds = new Map(stages.map((one) => [one.key, one.seconds]))
  return {
    expectedSeconds: ({ key }: Stage) => seconds.get(key) ?? null,
    expectedMemory: expectedMemory(stages, past),
    expectedGpuMemory: expectedGpuMemory(stages, past),
  }
})

const slow =
  "--device eager is TensorFlow.js' reference, for comparing numbers: some 40 times slower than cpu on tiny volumes"

/** Does what is not done yet of a file, then draws its report; whether all of it is done. */
const runFile = Effect.fnUntraced(function* (file: string, flags: RunFlags) {
  const { name: device } = flags.device
  const chosen = yield* chooseSlots(flags.device, Option.getOrUndefined(flags.slots), process.env)
  const folder = storeFolder(flags.store, flags.files[0])
  const made = yield* plannedWithOrigins(file, flags, folder)
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
  const expected = yield* expectedOf(plan, device, chosen.length)
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
      const worker = stageProcess()
      const watched = device === "cuda" ? { gpuMemoryOf: yield* watchGpuMemory() } : {}
      const executor = localExecutor({
        slots: chosen.length,
        devices: chosen.map((slot) => deviceName(flags.device, slot)),
        memory: Option.getOrElse(flags.memory, machineMemory),
        gpuOf: (slot) => chosen[slot]?.gpu ?? null,
        ...watched,
        // A slot's environment shows its worker one GPU, which is then its first.
        device,
        environmentOf: (slot) => ({ ...worker.environment, ...chosen[slot]?.environment }),
        threadsPerSlot: threadsPerSlot(chosen.length),
        workerCommand: worker.command,
      })
      return yield* runPlan(plan, {
        workspace,
        ...expected,
        onEvent: (event) =>
          Effect.all([tracker.onEvent(event), followed.onEvent(event), show(event)], {
            discard: true,
          }),
      }).pipe(Effect.provide(executor))
    }),
  ).pipe(Effect.onInterrupt(() => Console.error(`\n${stoppedLines(flags).join("\n")}`)))
  const written = yield* writeReports(made, reports, flags.format)
  const isTracked = yield* finishTracking(tracker, tracked, written, outcome)
  if (outcome.failed.length === 0) return isTracked
  const again = againCommand(plan, outcome, { ...flags, files: [file] })
  yield* Console.error(showFaults(failureFaults(outcome)))
  yield* Console.error(`\n${failureLines(outcome, again).join("\n")}`)
  return false
}, Effect.scoped)

/** `ablate run`: does what is not done yet, then draws the report; files one after the other. */
export const run = Command.make(
  "run",
  { files, scale, set, slots, memory, device, only, acceptCode, store, forGroup, format },
  Effect.fn("run")(
    function* (flags) {
      if (flags.device.name === "eager") yield* Console.error(slow)
      // What is wrong with the last file is told before the first one takes its hours.
      if (flags.files.length > 1) yield* checkedAll(flags.files, flags)
      const done = yield* Effect.forEach(flags.files, (file) => runFile(file, flags))
      if (done.includes(false)) return yield* new AlreadySaid()
    },
    Effect.provide(FetchHttpClient.layer),
    (effect, flags) =>
      Effect.provide(
        effect,
        Store.layer(storeFolder(flags.store, flags.files[0]), {
          access: flags.forGroup ? "group" : undefined,
        }),
      ),
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
  ]),
)
