import { mkdirSync, mkdtempSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { Clock, Effect, Result } from "effect"
import { describe, expect, it } from "vitest"
import { type Program, tf } from "../../runtime/engine/index.ts"
import { Faulty } from "../../runtime/faults/faulty.ts"
import { CurrentStage } from "../../runtime/current/currentStage.ts"
import { Stopped } from "../../runtime/current/stopped.ts"
import { train, type Training } from "../../runtime/training/loop.ts"
import type { HistoryRow } from "../../runtime/training/history.ts"
import { temporaryFolder } from "../data/testData.ts"

const folder = temporaryFolder()

/** Adds the input to half of the state: the end depends on every input and on their order. */
const program: Program = {
  name: "decaying sum",
  state: { sum: { shape: [1], dtype: "float32" } },
  inputs: { x: { shape: [1], dtype: "float32" } },
  body: ({ sum }, { x }) => {
    const after = tf.add(tf.div(sum!, 2), x!)
    return { state: { sum: after }, outputs: { loss: after.asScalar() } }
  },
}

const steps = 16

const stageAt = (checkpoint: string, stopping: () => boolean) => ({
  inputs: {},
  out: folder,
  checkpoint,
  device: { kind: "eager", backend: "cpu" } as const,
  environment: {},
  progress: () => Effect.void,
  stopping,
  log: () => Effect.void,
})

/** Trains on batches of one number each; stopped after a step where one is given. */
const trainedOn = (checkpoint: string, numbers: readonly number[], stopAt?: number) => {
  let made = 0
  const stopping = () => made++ === (stopAt ?? Infinity) - 1
  return Effect.runPromise(
    train({
      program,
      initial: () => ({ sum: Float32Array.of(0) }),
      steps: numbers.length,
      loss: "loss",
      batch: (step) =>
        Effect.succeed({
          inputs: { x: Float32Array.of(numbers[step - 1] ?? 0) },
          subjects: [`subject ${step}a`, `subject ${step}b`],
        }),
    }).pipe(Effect.provideService(CurrentStage, stageAt(checkpoint, stopping)), Effect.result),
  )
}

const whatIn = (result: Result.Result<unknown, unknown>): string =>
  Result.isFailure(result) && result.failure instanceof Faulty ? result.failure.message : ""

/** Trains with batches that take so many milliseconds each. */
const trained = (
  name: string,
  delay: (step: number) => number,
  gradients?: Training<never, never>["gradients"],
) => {
  const checkpoint = join(folder, name)
  mkdirSync(checkpoint)
  return Effect.runPromise(
    train({
      program,
      initial: () => ({ sum: Float32Array.of(0) }),
      steps,
      loss: "loss",
      ...(gradients === undefined ? {} : { gradients }),
      batch: (step) =>
        Effect.as(Effect.sleep(delay(step)), {
          inputs: { x: Float32Array.of(Math.sqrt(step)) },
          subjects: [],
        }),
    }).pipe(
      Effect.provideService(
        CurrentStage,
        stageAt(checkpoint, () => false),
      ),
    ),
  )
}

describe("train", () => {
  it("tells its steps and keeps checkpoints by a steady clock: another one may be set back", async () => {
    const checkpoint = join(folder, "clock")
    mkdirSync(checkpoint)
    let nanos = 0n
    let wall = Date.UTC(2026, 0)
    // A step takes half a minute, and at each one the clock is set back by an hour.
    const real = await Effect.runPromise(Clock.clockWith(Effect.succeed))
    const clock = {
      currentTimeNanos: real.currentTimeNanos,
      sleep: real.sleep.bind(real),
      currentTimeNanosUnsafe: () => BigInt(wall) * 1_000_000n,
      currentTimeMillisUnsafe: () => (wall -= 3_600_000),
      currentTimeMillis: Effect.sync(() => (wall -= 3_600_000)),
      monotonicTimeNanosUnsafe: () => (nanos += 30_000_000_000n),
      monotonicTimeNanos: Effect.sync(() => (nanos += 30_000_000_000n)),
    }
    const told: number[] = []
    const kept = new Set<string>()
    await Effect.runPromise(
      train({
        program,
        initial: () => ({ sum: Float32Array.of(0) }),
        steps: 4,
        loss: "loss",
        batch: (step) => Effect.succeed({ inputs: { x: Float32Array.of(step) }, subjects: [] }),
      }).pipe(
        Effect.provideService(CurrentStage, {
          ...stageAt(checkpoint, () => false),
          progress: ({ step }) =>
            Effect.sync(() => {
              told.push(step)
              for (const name of readdirSync(checkpoint)) kept.add(name)
            }),
        }),
        Effect.provideService(Clock.Clock, clock),
      ),
    )
    expect([...new Set(told)]).toEqual([1, 2, 3, 4])
    expect([...kept]).not.toEqual([])
  })

  it("ends the same however long batches take to make", async () => {
    const at = (step: number) => (step % 3 === 0 ? 15 : 0)
    const even = await trained("even", () => 0)
    const uneven = await trained("uneven", at)
    let sum = 0
    for (let step = 1; step <= steps; step++)
      sum = Math.fround(Math.fround(sum / 2) + Math.fround(Math.sqrt(step)))
    expect(even.state["sum"]?.[0]).toBe(sum)
    expect(uneven.state).toEqual(even.state)
    expect(uneven.history).toEqual(even.history)
  })

  it("ends the same where gradients are measured: at the state before a step, and its inputs", async () => {
    const seen: (readonly [sum: number | undefined, x: number | undefined])[] = []
    const { state, history } = await trained(
      "measured",
      () => 0,
      (before, { x }) =>
        Effect.sync(() => {
          seen.push([before["sum"]?.[0], x instanceof Float32Array ? x[0] : undefined])
          return { norm: seen.length }
        }),
    )
    const plain = await trained("unmeasured", () => 0)
    expect(state).toEqual(plain.state)
    const losses = ({ rows }: { rows: readonly HistoryRow[] }) =>
      rows.map(({ terms }) => terms["loss"])
    expect(losses({ rows: history })).toEqual(losses({ rows: plain.history }))
    expect(seen.slice(0, 2)).toEqual([
      [0, 1],
      [1, Math.fround(Math.SQRT2)],
    ])
    const rows = history.flatMap(({ step, terms }) => ("norm" in terms ? [step] : []))
    expect(rows).toEqual([1, 2, 4, 8, 16])
  })

  it("takes a step before the gradients of the first are measured: it has its memory first", async () => {
    const checkpoint = join(folder, "order")
    mkdirSync(checkpoint)
    const order: string[] = []
    const training = train({
      program: {
        ...program,
        body: (state, inputs) => {
          order.push("step")
          return program.body(state, inputs)
        },
      },
      initial: () => ({ sum: Float32Array.of(0) }),
      steps: 3,
      loss: "loss",
      gradients: () =>
        Effect.sync(() => {
          order.push("gradients")
          return {}
        }),
      batch: () => Effect.succeed({ inputs: { x: Float32Array.of(1) }, subjects: [] }),
    })
    await training.pipe(
      Effect.provideService(
        CurrentStage,
        stageAt(checkpoint, () => false),
      ),
      Effect.runPromise,
    )
    // Measured at steps 1, 2 and the last.
    expect(order).toEqual(["step", "gradients", "step", "gradients", "step", "gradients"])
  })

  describe("where a state is measured", () => {
    /** Measures 100 times the sum after every step; asked to stop within the measurement of one. */
    const measuredTo = (checkpoint: string, stopAt?: number) => {
      const told: unknown[] = []
      let measurements = 0
      return train({
        program,
        initial: () => ({ sum: Float32Array.of(0) }),
        steps,
        loss: "loss",
        measure: Effect.fnUntraced(function* ({ sum }, tell) {
          measurements++
          yield* Effect.sleep(5)
          yield* tell
          if (measurements === stopAt) return yield* new Stopped({ step: 0 })
          return { hundredfold: 100 * (sum?.[0] ?? 0) }
        }),
        batch: (step) =>
          Effect.succeed({ inputs: { x: Float32Array.of(Math.sqrt(step)) }, subjects: [] }),
      }).pipe(
        Effect.provideService(CurrentStage, {
          ...stageAt(checkpoint, () => false),
          progress: (each) => Effect.sync(() => told.push(each)),
        }),
        Effect.result,
        Effect.map((result) => ({ result, told, measurements })),
        Effect.runPromise,
      )
    }

    it.each([1, 6, steps])(
      "a stop in the measurement of step %d changes nothing of what comes",
      async (at) => {
        const whole = await measuredTo(mkdtempSync(join(folder, "whole-")))
        const checkpoint = mkdtempSync(join(folder, "stopped-"))
        const stopped = await measuredTo(checkpoint, at)
        expect(Result.isFailure(stopped.result) && stopped.result.failure).toBeInstanceOf(Stopped)
        const rest = await measuredTo(checkpoint)
        // The measurement that was left is made anew, and no step.
        expect(rest.measurements).toBe(steps - at + 1)
        const reached = ({ result }: typeof rest) =>
          Result.isSuccess(result) && { state: result.success.state, rows: result.success.history }
        expect(reached(rest)).toEqual(reached(whole))
      },
    )
  })

  it("gives the share of the time that steps waited for batches", async () => {
    const { waitShare } = await trained("slow", () => 60)
    // Three are made at a time: a step comes every 20 ms, and takes less than one.
    expect(waitShare).toBeGreaterThan(0.5)
    expect(waitShare).toBeLessThanOrEqual(1)
  })

  it("ends at a loss that is no number: step, subjects and the last good checkpoint are named", async () => {
    const checkpoint = join(folder, "nan")
    mkdirSync(checkpoint)
    const numbers = [1, 2, 3, 4, 5, Number.NaN, 7]
    const early = whatIn(await trainedOn(checkpoint, numbers))
    expect(early).toBe(
      "decaying sum: loss is NaN at step 6 (subjects subject 6a, subject 6b); no checkpoint was written before",
    )
    await trainedOn(checkpoint, numbers, 4)
    const file = join(checkpoint, "checkpoint.safetensors")
    const kept = readFileSync(file)
    expect(whatIn(await trainedOn(checkpoint, numbers))).toBe(
      `decaying sum: loss is NaN at step 6 (subjects subject 6a, subject 6b); the last good checkpoint is that of step 4: ${file}`,
    )
    expect(readFileSync(file)).toEqual(kept)
  })

  it("neither saves nor gives a state that is not finite, though the losses are", async () => {
    const checkpoint = join(folder, "infinite")
    mkdirSync(checkpoint)
    const growing: Program = {
      ...program,
      body: ({ sum }, { x }) => ({
        // 3.4e38 is the largest float32.
        state: { sum: tf.add(tf.mul(sum!, 1e30), x!) },
        outputs: { loss: tf.scalar(1) },
      }),
    }
    const run = (stopping: () => boolean) =>
      Effect.runPromise(
        train({
          program: growing,
          initial: () => ({ sum: Float32Array.of(1) }),
          steps: 2,
          loss: "loss",
          batch: () => Effect.succeed({ inputs: { x: Float32Array.of(0) }, subjects: [] }),
        }).pipe(Effect.provideService(CurrentStage, stageAt(checkpoint, stopping)), Effect.result),
      )
    let step = 0
    expect(whatIn(await run(() => ++step === 2))).toContain("sum is not finite after step 2")
    expect(readdirSync(checkpoint)).toEqual([])
    expect(whatIn(await run(() => false))).toContain("sum is not finite after step 2")
  })
})
