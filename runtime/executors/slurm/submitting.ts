import { randomUUID } from "node:crypto"
import { Deferred, Effect, Schedule, type Scope } from "effect"
import type { ExecutorError, Order } from "../executor.ts"
import { JobOrdersJson, ordersBeside } from "../onNode/jobOrders.ts"
import { batchesOf, type Batch, type Waiting } from "./batches.ts"
import { gathered } from "./gathered.ts"
import { jobName, type JobTable } from "./jobTable.ts"
import { isPassing, slurm } from "./programs.ts"
import { numberNamed } from "./queue.ts"
import { roomOf } from "./request.ts"
import { scriptOf } from "./script.ts"
import type { SlurmOptions } from "./slurmOptions.ts"
import { steadyTime } from "../../units/steadyTime.ts"
import { writeJsonFile } from "../../files/jsonFile.ts"
import type { Spawner } from "../../processes/childOutput.ts"

/** A job to be handed in. */
interface Ordered extends Waiting {
  readonly order: Order
}

/** A job that somebody waits for to have been handed in. */
interface Submitting extends Ordered {
  readonly number: Deferred.Deferred<string, ExecutorError>
}

/** Jobs that come within this time go to Slurm together. */
const within = "200 millis"

/** Slurm's controller is asked again for some minutes where it cannot answer. */
const patience = Schedule.exponential("1 second").pipe(Schedule.upTo({ times: 7 }))

const writeOrders = (
  { order: { token, spec, file, log }, request }: Ordered,
  { workerCommand, environment, stopWithin = 20_000 }: SlurmOptions,
) =>
  writeJsonFile(ordersBeside(file).orders, JobOrdersJson, {
    token,
    label: spec.label,
    spec: file,
    log,
    command: workerCommand,
    environment,
    // An accelerator maps its own memory into the process.
    memory: request.gres === null ? roomOf(request) : null,
    threads: spec.threads,
    stopWithin,
  }).pipe(Effect.orDie)

/** Hands jobs in: those that come together by as few calls of sbatch as go, and no more than so many a minute. */
export const submitting = Effect.fnUntraced(function* (
  table: JobTable,
  options: SlurmOptions,
): Effect.fn.Return<
  (waiting: Ordered) => Effect.Effect<string, ExecutorError>,
  never,
  Spawner | Scope.Scope
> {
  const { profile, command } = options
  const between = 60_000 / profile.submitsPerMinute
  let last = Number.NEGATIVE_INFINITY

  /** Hands a script in; an answer that was lost is no reason to hand it in again. */
  const handIn = Effect.fnUntraced(function* (batch: string, script: string) {
    const name = jobName(batch)
    const found = yield* slurm("sbatch", ["--parsable", script]).pipe(
      Effect.catchIf(isPassing, (error) =>
        Effect.flatMap(numberNamed(name), (number) =>
          number === null ? Effect.fail(error) : Effect.succeed(number),
        ),
      ),
      Effect.retry({ while: isPassing, schedule: patience }),
    )
    return found.trim().split(";")[0] ?? ""
  })
  const submit = Effect.fnUntraced(function* ({ tasks, ...shape }: Batch<Submitting>) {
    const batch = randomUUID()
    const script = table.scriptOf(batch)
    const jobs = tasks.flatMap((pack, task) => pack.map((job) => ({ job, task })))
    const handedIn = Effect.gen(function* () {
      const wait = last + between - (yield* steadyTime)
      if (wait > 0) yield* Effect.sleep(wait)
      last = yield* steadyTime
      yield* table.setScript(
        batch,
        scriptOf(
          { ...shape, tasks },
          { name: jobName(batch), output: table.outputOf(batch), profile, command },
        ),
      )
      yield* table.setSpecs(
        batch,
        tasks.map((pack) => pack.map(({ order }) => order.file)),
      )
      yield* Effect.forEach(
        jobs,
        ({ job, task }) =>
          Effect.andThen(
            writeOrders(job, options),
            table.add(job.order.token, { spec: job.order.file, batch, task }),
          ),
        { concurrency: 8, discard: true },
      )
      const number = yield* handIn(batch, script)
      yield* table.setNumber(batch, number)
      return number
    })
    const result = yield* Effect.exit(handedIn)
    for (const { job, task } of jobs)
      Deferred.doneUnsafe(
        job.number,
        result._tag === "Success" ? Effect.succeed(`${result.value}_${task}`) : result,
      )
  })
  const add = yield* gathered<Submitting, Spawner>(within, (all) =>
    Effect.forEach(batchesOf(all, profile), submit, { discard: true }),
  )
  return Effect.fnUntraced(function* (waiting: Ordered) {
    const number = yield* Deferred.make<string, ExecutorError>()
    add({ ...waiting, number })
    return yield* Deferred.await(number)
  })
})
