import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { NodeServices } from "@effect/platform-node"
import { Effect, Fiber, Layer, Schema, Stream, type FileSystem, type Scope } from "effect"
import type { ChildProcessSpawner } from "effect/process"
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import { Executor, type Order } from "../../runtime/executors/executor.ts"
import { JobHandle, type JobEvent } from "../../runtime/executors/job.ts"
import { allGone, processesNaming } from "../schedule/fixtures/processes.ts"
import { workerCommand } from "../schedule/runs.ts"
import { orders } from "./fixtures/orders.ts"

/** What the laws ask of an executor's layer: so many slots, this worker, two seconds to stop in. */
export interface LawOptions {
  /** A folder of the test's own. */
  readonly root: string
  readonly slots: number
  readonly workerCommand: readonly [string, ...(readonly string[])]
}

export type LayerOf = (
  options: LawOptions,
) => Layer.Layer<Executor, never, ChildProcessSpawner.ChildProcessSpawner | FileSystem.FileSystem>

const anywhere = { priority: 0, memory: null, gpuMemory: null, seconds: null, alone: false }

/** Hands a job in when there is a place. */
export const submit = (order: Order) =>
  Effect.flatMap(Executor, ({ place }) =>
    Effect.flatMap(place(anywhere), (given) => given.submit(order)),
  )

export const eventsOf = (handle: JobHandle) =>
  Effect.flatMap(Executor, ({ watch }) => Stream.runCollect(watch(handle)))

/** Waits until a job says that it is at this step. */
const untilStep = (handle: JobHandle, step: number) =>
  Effect.flatMap(Executor, ({ watch }) =>
    watch(handle).pipe(
      Stream.takeUntil((event) => event.event === "progress" && event.line.step >= step),
      Stream.runDrain,
    ),
  )

const endOf = (events: readonly JobEvent[]) => {
  const ends = events.flatMap((event) => (event.event === "ended" ? [event] : []))
  expect(ends).toHaveLength(1)
  expect(events.at(-1)).toBe(ends[0])
  return ends[0]
}

/** What every executor promises, with real processes. */
export const executorLaws = (name: string, layerOf: LayerOf) => {
  let lab: ReturnType<typeof orders>
  beforeEach(() => {
    lab = orders()
  })
  afterEach(() => lab.remove())

  const run = <A, E>(
    effect: Effect.Effect<A, E, Executor | Scope.Scope>,
    options: Partial<LawOptions> = {},
  ): Promise<A> =>
    Effect.runPromise(
      Effect.scoped(effect).pipe(
        Effect.provide(
          layerOf({ root: lab.root, slots: 2, workerCommand, ...options }).pipe(
            Layer.provide(NodeServices.layer),
          ),
        ),
      ),
    )
  const outcomeOf = async (order: Order, options: Partial<LawOptions> = {}) =>
    endOf(await run(Effect.flatMap(submit(order), eventsOf), options))

  describe(`${name}: a job`, () => {
    it("that is done has started, told its steps, and used what it used", async () => {
      const order = lab.order({ steps: 3, pause: 300 })
      const events = await run(Effect.flatMap(submit(order), eventsOf))
      const kinds = [...new Set(events.map(({ event }) => event))]
      expect(kinds.filter((kind) => kind !== "queued")).toEqual(["started", "progress", "ended"])
      const steps = events.flatMap((event) => (event.event === "progress" ? [event.line.step] : []))
      expect(steps).toEqual([1, 2, 3])
      const end = endOf(events)
      expect(end).toMatchObject({ ending: { state: "done" }, exit: 0 })
      // Node alone takes some tens of megabytes.
      expect(end?.usage.peakMemory).toBeGreaterThan(10e6)
      expect(readFileSync(join(order.spec.out, "result.txt"), "utf8")).toMatch(/^[0-9a-f]{64}$/)
      expect(existsSync(order.log)).toBe(true)
    })

    it("that says what is wrong has failed with its faults", async () => {
      expect(await outcomeOf(lab.order({ manner: "fault" }))).toMatchObject({
        ending: {
          state: "failed",
          faults: [{ what: "the loss is NaN", where: {}, hint: "a smaller lr" }],
        },
        exit: 1,
      })
    })

    it("that leaves without a word, or is killed, has crashed", async () => {
      expect(await outcomeOf(lab.order({ manner: "crashOnce", steps: 3 }))).toMatchObject({
        ending: { state: "crashed", reason: "left with exit code 7 and no word" },
        exit: 7,
      })
      expect(await outcomeOf(lab.order({ manner: "crash" }))).toMatchObject({
        ending: { state: "crashed", reason: "killed by SIGKILL" },
        exit: null,
      })
    })

    it("whose memory runs out says so, and of which", async () => {
      const [program, ...rest] = workerCommand
      const order = lab.order({ steps: 2, manner: "heap" })
      const small = [program, "--max-old-space-size=64", ...rest] as const
      expect(await outcomeOf(order, { workerCommand: small })).toMatchObject({
        ending: {
          state: "outOfMemory",
          of: "machine",
          text: expect.stringContaining("JavaScript heap out of memory"),
        },
      })
    })

    it("that is stopped writes its checkpoint and leaves, and nothing of it runs", async () => {
      const order = lab.order({ steps: 1000, pause: 20 })
      const end = await run(
        Effect.gen(function* () {
          const { stop } = yield* Executor
          const handle = yield* submit(order)
          yield* untilStep(handle, 2)
          yield* stop(handle)
          // Slurm takes a job for ended while its process is leaving.
          yield* Effect.promise(() =>
            vi.waitFor(() => {
              expect(processesNaming(order.spec.out.slice(0, -3))).toEqual([])
            }),
          )
          return endOf(yield* eventsOf(handle))
        }),
      )
      expect(end).toMatchObject({ ending: { state: "cancelled" }, exit: 130 })
      const { step } = JSON.parse(readFileSync(join(order.spec.checkpoint, "state.json"), "utf8"))
      expect(step).toBeGreaterThanOrEqual(2)
    })

    it("that does not listen is killed after the time it has", async () => {
      const order = lab.order({ steps: 1000, pause: 20, manner: "deaf" })
      await run(
        Effect.gen(function* () {
          const { stop } = yield* Executor
          const handle = yield* submit(order)
          yield* untilStep(handle, 1)
          const asked = Date.now()
          yield* stop(handle)
          expect(Date.now() - asked).toBeGreaterThan(1900)
          expect(Date.now() - asked).toBeLessThan(10_000)
          expect(endOf(yield* eventsOf(handle))?.ending.state).toBe("cancelled")
        }),
      )
      expect(await allGone(order.file, 100)).toBe(true)
    })

    it("is told by its handle, written down and read again, to all who ask, also after its end", async () => {
      const order = lab.order({ steps: 2, pause: 50 })
      await run(
        Effect.gen(function* () {
          const { find } = yield* Executor
          const Written = Schema.fromJsonString(JobHandle)
          const handle = yield* Effect.flatMap(submit(order), Schema.encodeEffect(Written)).pipe(
            Effect.flatMap(Schema.decodeEffect(Written)),
          )
          const first = yield* Effect.forkChild(eventsOf(handle))
          const second = endOf(yield* eventsOf(handle))
          expect(endOf(yield* Fiber.join(first))).toEqual(second)
          expect(endOf(yield* eventsOf(handle))).toEqual(second)
          expect(yield* find(order.token)).toEqual(handle)
        }),
      )
    })

    it("that the executor does not know is lost", async () => {
      await run(
        Effect.gen(function* () {
          const { find, stop, name: executor } = yield* Executor
          expect(yield* find("nobody's")).toBeNull()
          const handle = { executor, token: "nobody's", number: null }
          yield* stop(handle)
          expect(endOf(yield* eventsOf(handle))?.ending.state).toBe("lost")
        }),
      )
    })
  })

  describe(`${name}: places`, () => {
    it("are as many as there are slots, and free when their jobs end", async () => {
      const trace = join(lab.root, "trace")
      const behaviour = { steps: 4, pause: 400, trace }
      await run(
        Effect.forEach(
          ["a", "b", "c", "d"],
          (each) => Effect.scoped(Effect.flatMap(submit(lab.order(behaviour, each)), eventsOf)),
          { concurrency: "unbounded" },
        ),
      )
      let running = 0
      let most = 0
      for (const line of readFileSync(trace, "utf8").trim().split("\n")) {
        running += line.startsWith("start") ? 1 : -1
        most = Math.max(most, running)
      }
      expect(most).toBe(2)
      expect(running).toBe(0)
    })

    it("are free again where no job was handed in", async () => {
      const events = await run(
        Effect.gen(function* () {
          const { place } = yield* Executor
          for (let turn = 0; turn < 3; turn++) yield* Effect.scoped(place(anywhere))
          return yield* Effect.flatMap(submit(lab.order({})), eventsOf)
        }),
        { slots: 1 },
      )
      expect(endOf(events)?.ending).toEqual({ state: "done" })
    })
  })

  describe(`${name}: when the program ends`, () => {
    it("its jobs end with it, or go on and are found by the next one", async () => {
      const order = lab.order({ steps: 20, pause: 50 })
      const { handle, outlives } = await run(
        Effect.gen(function* () {
          const { outlives } = yield* Executor
          const handle = yield* submit(order)
          yield* untilStep(handle, 1)
          return { handle, outlives }
        }),
      )
      await sleep(100)
      expect(processesNaming(order.file).length > 0).toBe(outlives)
      const later = await run(
        Effect.gen(function* () {
          const { find } = yield* Executor
          expect(yield* find(order.token)).toEqual(outlives ? handle : null)
          return endOf(yield* eventsOf(handle))
        }),
      )
      expect(later?.ending.state).toBe(outlives ? "done" : "lost")
    })
  })
}
