import { Effect, Layer, Stream } from "effect"
import { Executor, type Needs, type Place } from "../executor.ts"
import type { JobHandle } from "../job.ts"
import { cancelling } from "./cancelling.ts"
import { makeGate } from "./gate.ts"
import { jobName, jobTable } from "./jobTable.ts"
import { numberNamed } from "./queue.ts"
import { requestOf, roomOf } from "./request.ts"
import type { SlurmOptions } from "./slurmOptions.ts"
import { submitting } from "./submitting.ts"
import { watching } from "./watching.ts"
import { endedWithoutWork } from "../job.ts"
import type { Spawner } from "../../processes/childOutput.ts"

const name = "slurm"

const unknown = endedWithoutWork({
  state: "lost",
  reason: "its files are gone from the shared file system",
})

const tidyEvery = "10 minutes"

/**
 * Does stages as jobs of Slurm: `ablate worker` runs them on the nodes and tells what happens in files
 * beside their specs. Jobs go on when this process dies; the next one finds them by the same folder.
 */
export const slurmExecutor = (options: SlurmOptions): Layer.Layer<Executor, never, Spawner> =>
  Layer.effect(
    Executor,
    Effect.gen(function* () {
      const { folder, profile, device, usesGpu, pollEvery = 10_000 } = options
      const context = yield* Effect.context<Spawner>()
      const table = jobTable(folder)
      const gate = makeGate(profile.stages)
      const submit = yield* submitting(table, options)
      const { watch } = yield* watching(table, pollEvery)
      const cancel = yield* cancelling(table)
      yield* table.tidy.pipe(
        Effect.andThen(Effect.sleep(tidyEvery)),
        Effect.forever,
        Effect.forkScoped,
      )

      /** The number of a job; null where it was never handed in. */
      const numberOf = Effect.fnUntraced(function* (batch: string, task: number) {
        const known = table.numberOf(batch)
        if (known !== null) return `${known}_${task}`
        const found = yield* numberNamed(jobName(batch))
        if (found === null) return null
        yield* table.setNumber(batch, found)
        return `${found}_${task}`
      })
      const find = Effect.fnUntraced(function* (token: string) {
        const entry = table.get(token)
        const number = entry === null ? null : yield* numberOf(entry.batch, entry.task)
        return number === null ? null : { executor: name, token, number }
      }, Effect.provideContext(context))
      const eventsOf = ({ token, number }: JobHandle) => {
        const entry = table.get(token)
        return entry === null ? Stream.make(unknown) : watch(token, number, entry).watch
      }
      const place = Effect.fnUntraced(function* (needs: Needs) {
        const leave = yield* gate.take(needs.priority)
        const request = requestOf(needs, profile, usesGpu)
        return {
          slot: null,
          device,
          threads: profile.cpus,
          room: roomOf(request),
          alone: needs.alone || profile.moreMemory === 1,
          hasDevice: true,
          cards: usesGpu ? (needs.devices ?? 1) : 1,
          submit: (order) =>
            Effect.gen(function* () {
              // One that goes on from a checkpoint keeps the threads that it began with.
              const asked = { ...request, cpus: order.spec.threads }
              const number = yield* submit({ order, request: asked, seconds: needs.seconds })
              const entry = table.get(order.token)
              if (entry !== null) watch(order.token, number, entry, () => Effect.runSync(leave))
              return { executor: name, token: order.token, number }
            }),
        } satisfies Place
      })
      return {
        name,
        capacity: { slots: profile.stages, devices: [], memory: null },
        outlives: true,
        place,
        find,
        watch: (handle) => Stream.suspend(() => eventsOf(handle)),
        stop: (handle) =>
          Effect.suspend(() => {
            const entry = table.get(handle.token)
            if (entry === null || handle.number === null) return Effect.void
            cancel(entry, handle.number)
            return eventsOf(handle).pipe(Stream.runDrain)
          }),
      }
    }),
  )
