/**
 * The process of one stage: `node runtime/executors/local/worker.ts SPEC.json`. It answers on standard output with
 * JSON lines, and leaves with 0 when the stage is done, 1 when it failed, 130 when it was stopped.
 */
import { writeSync } from "node:fs"
import { readFile } from "node:fs/promises"
import { dirname, join, relative } from "node:path"
import { Cause, DateTime, Effect, Logger, Schema } from "effect"
import { Fault, fault } from "../../../dsl/fault.ts"
import { componentsOf } from "../../../dsl/placed.ts"
import { isAuthors } from "../../faults/authorsPositions.ts"
import { condensed } from "../../faults/condensed.ts"
import { warningText } from "../../faults/warningText.ts"
import { defectFaults } from "../../faults/defectFaults.ts"
import { guardParts } from "../../faults/guardParts.ts"
import { deviceOf, parseDevice } from "../../devices/device.ts"
import { warnWhereStuck } from "./warnWhereStuck.ts"
import { ratedProgress } from "./ratedProgress.ts"
import { peakIn } from "./peakMemory.ts"
import { writeFileAtomically } from "../../files/writeFileAtomically.ts"
import { WrittenFiles } from "../../files/written.ts"
import { WorkerLineJson, type WorkerLine } from "../workerLine.ts"
import { type WorkerSpec, WorkerSpecJson } from "../workerSpec.ts"
import { runBody } from "../../stages/runBody.ts"
import { CurrentStage } from "../../current/currentStage.ts"

const say = (line: WorkerLine): Effect.Effect<void> =>
  Schema.encodeEffect(WorkerLineJson)(line).pipe(
    Effect.orDie,
    Effect.map((text) => void process.stdout.write(`${text}\n`)),
  )

const isFault = Schema.is(Fault)

/**
 * What a stage warns of is told to whoever runs it; all that it logs goes to the log. Odd data, of which it
 * warns by faults, are `kept`: they are of the result, whoever made it and how often.
 */
const warningsTo = (kept: Set<string>) =>
  Logger.make<unknown, void>(({ logLevel, message }) => {
    if (logLevel !== "Warn") return
    const given = [message].flat(2)
    const odd = condensed(given.filter(isFault)).map(warningText)
    for (const text of odd) kept.add(text)
    for (const text of [...odd, ...given.filter((one) => !isFault(one)).map(String)])
      Effect.runSync(say({ event: "warning", text }))
  })

/** Whether code of the author's runs in a stage: its body or a part. */
const runsAuthors = ({ body, settings }: Pick<WorkerSpec, "body" | "settings">): boolean =>
  [body, ...componentsOf(settings).map(({ component }) => component.implementation)].some(isAuthors)

/** As a shell says of a process that SIGINT ended. */
const stoppedCode = 130

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null)

const work = Effect.fn("worker")(function* (file: string, stopping: () => boolean) {
  const text = yield* Effect.promise(() => readFile(file, "utf8"))
  const spec = yield* Schema.decodeEffect(WorkerSpecJson)(text).pipe(Effect.orDie)
  const device = parseDevice(spec.device)
  if (device === undefined) return yield* Effect.die(`there is no device ${spec.device}`)
  if (runsAuthors(spec))
    warnWhereStuck((told) =>
      Effect.runSync(
        Effect.andThen(say({ event: "log", text: told }), say({ event: "warning", text: told })),
      ),
    )
  const written = new Map<string, number>()
  const rated = ratedProgress()
  const odd = new Set<string>()
  yield* runBody(spec.body, spec.settings, spec.seed).pipe(
    Effect.provideService(CurrentStage, {
      inputs: spec.inputs,
      out: spec.out,
      checkpoint: spec.checkpoint,
      device: deviceOf(device, spec.threads, spec.devices),
      ...(spec.microBatch === undefined ? {} : { microBatch: spec.microBatch }),
      environment: process.env,
      stopping,
      log: (text) =>
        Effect.flatMap(DateTime.now, (now) =>
          say({ event: "log", text: `${DateTime.formatIso(now)} ${text}` }),
        ),
      progress: (told) => {
        const progress = rated(told, performance.now())
        if (progress === null) return Effect.void
        const { loss, rate } = progress
        return say({
          ...progress,
          event: "progress",
          ...(loss === undefined ? {} : { loss: finite(loss) }),
          ...(rate === undefined ? {} : { rate: finite(rate) }),
        })
      },
    }),
    Effect.provideService(WrittenFiles, written),
    Effect.provide(Logger.layer([warningsTo(odd), Logger.defaultLogger])),
    Effect.scoped,
  )
  // What is sealed is compared with it.
  const made = Object.fromEntries(
    [...written].flatMap(([path, bytes]) => {
      const name = relative(spec.out, path)
      return name.startsWith("..") ? [] : [[name, bytes] as const]
    }),
  )
  const beside = (name: string, value: unknown) =>
    writeFileAtomically(join(dirname(spec.out), name), [Buffer.from(JSON.stringify(value))])
  yield* Effect.promise(async () => {
    await beside("warnings.json", [...odd])
    await beside("made.json", made)
  })
})

const failed = (each: readonly Fault[]): Effect.Effect<number> =>
  Effect.as(say({ event: "failed", fault: each }), 1)

const bug = (cause: Cause.Cause<never>): Effect.Effect<number> =>
  Effect.andThen(
    say({ event: "log", text: Cause.pretty(cause) }),
    failed(defectFaults(Cause.squash(cause))),
  )

/** Read at the end, as the runner looks only now and then. */
const sayPeak = Effect.flatMap(
  Effect.promise(() => readFile("/proc/self/status", "utf8").catch(() => "")),
  (status) => {
    const peak = peakIn(status)
    return peak === null ? Effect.void : say({ event: "memory", peak })
  },
)

const stop = new AbortController()
process.on("SIGTERM", () => stop.abort())
process.on("SIGINT", () => stop.abort())
// The runner holds the other end: when it dies, so does the work, after a checkpoint.
process.stdin
  .on("end", () => stop.abort())
  .on("error", () => stop.abort())
  .resume()
process.stdout.on("error", () => stop.abort())

/** Whether all has been said. */
let isOver = false
const failAtOnce = (each: readonly Fault[]): void => {
  isOver = true
  const line: WorkerLine = { event: "failed", fault: each }
  writeSync(1, `${Schema.encodeSync(WorkerLineJson)(line)}\n`)
  process.exitCode = 1
}
// A promise that was rejected and that nobody waits for comes here too.
process.on("uncaughtException", (thrown) => {
  process.stderr.write(`${thrown instanceof Error ? thrown.stack : String(thrown)}\n`)
  failAtOnce(defectFaults(thrown))
  process.exit(1)
})
process.on("exit", (code) => {
  if (isOver) return
  failAtOnce([
    fault({
      what: `the process of the stage was ended with code ${code} before its work was done`,
      expected: "code that leaves the process to ablate",
      hint: "look for process.exit() in your parts and in the packages that they import",
    }),
  ])
})

guardParts()
const code = await Effect.runPromise(
  work(process.argv.at(-1) ?? "", () => stop.signal.aborted).pipe(
    Effect.as(0),
    Effect.catch((error) =>
      "faults" in error ? failed(error.faults) : Effect.succeed(stoppedCode),
    ),
    Effect.catchCause(bug),
    Effect.tap(() => sayPeak),
  ),
)
isOver = true
process.exit(code)
