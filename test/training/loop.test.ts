import { mkdirSync } from "node:fs"
import { join } from "node:path"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { type Program, tf } from "../../runtime/engine/index.ts"
import { CurrentStage } from "../../runtime/stages/context.ts"
import { train } from "../../runtime/training/loop.ts"
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

/** Trains with batches that take so many milliseconds each. */
const trained = (name: string, delay: (step: number) => number) => {
  const checkpoint = join(folder, name)
  mkdirSync(checkpoint)
  return Effect.runPromise(
    train({
      program,
      initial: () => ({ sum: Float32Array.of(0) }),
      steps,
      loss: "loss",
      batch: (step) =>
        Effect.as(Effect.sleep(delay(step)), {
          inputs: { x: Float32Array.of(Math.sqrt(step)) },
          subjects: [],
        }),
    }).pipe(
      Effect.provideService(CurrentStage, {
        inputs: {},
        out: folder,
        checkpoint,
        device: { kind: "eager", backend: "cpu" },
        environment: {},
        progress: () => Effect.void,
        stopping: () => false,
      }),
    ),
  )
}

describe("train", () => {
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

  it("gives the share of the time that steps waited for batches", async () => {
    const { waitShare } = await trained("slow", () => 60)
    // Three are made at a time: a step comes every 20 ms, and takes less than one.
    expect(waitShare).toBeGreaterThan(0.5)
    expect(waitShare).toBeLessThanOrEqual(1)
  })
})
