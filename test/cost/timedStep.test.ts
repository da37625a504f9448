import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { calibration } from "../../runtime/cost/calibration.ts"
import { graphCost } from "../../runtime/cost/graph.ts"
import { pastOf } from "../../runtime/cost/past.ts"
import { planCost } from "../../runtime/cost/planCost.ts"
import { timedStep } from "../../runtime/cost/timedStep.ts"
import { dataFacts } from "../../runtime/stages/dataFacts.ts"
import { tf, type Program } from "../../runtime/engine/index.ts"
import { planOf, threeArms } from "../plan/study.ts"

/** Products of square matrices, so many one after another. */
const products = (size: number, count: number): Program => ({
  name: "products",
  state: { weight: { shape: [size, size], dtype: "float32" } },
  inputs: {
    first: { shape: [size, size], dtype: "float32" },
    which: { shape: [3], dtype: "int32" },
  },
  body: ({ weight }, { first, which }) => {
    let made: tf.Tensor = tf.add(first!, tf.sum(tf.gather(weight!, which!)))
    for (let product = 0; product < count; product++) made = tf.div(tf.matMul(made, weight!), size)
    return { state: {}, outputs: { sum: tf.sum(made) } }
  },
})

const cpu = { kind: "cpu", threads: 1 } as const

describe("a step that is timed", () => {
  it("takes longer where there is more to do", async () => {
    const [little, much] = await Effect.runPromise(
      Effect.all([timedStep(products(256, 2), cpu), timedStep(products(256, 512), cpu)]),
    )
    expect(little).toBeGreaterThan(0)
    expect(much).toBeGreaterThan(4 * (little ?? 0))
  })

  it("is left out where it would take too long or too much memory", async () => {
    const measure = await Effect.runPromise(calibration("cpu", 1, 1e9))
    const program = products(64, 1)
    const cost = await Effect.runPromise(graphCost(program, "cpu"))
    const timed = (change: object) => Effect.runPromise(measure(program, { ...cost, ...change }))
    expect(await timed({})).toBeGreaterThan(0)
    expect(await timed({ flops: 1e15 })).toBeNull()
    expect(await timed({ memory: 0.9e9 })).toBeNull()
    const other = await Effect.runPromise(calibration("cuda", 1, 1e9))
    expect(await Effect.runPromise(other(program, cost))).toBeNull()
  })

  it("is what a plan expects of stages of an unknown past: the worker's start, and its steps", async () => {
    const subjects = Array.from({ length: 8 }, (_, number) => ({
      id: `s${number}`,
      patient: `p${number}`,
      labels: { subtype: number % 2 === 0 ? (0 as const) : (1 as const) },
    }))
    const { stages } = await Effect.runPromise(
      planCost(planOf([threeArms()]), new Set(), {
        device: "cpu",
        slots: 1,
        threadsPerSlot: 1,
        past: pastOf([], "cpu", "here"),
        data: () => Effect.succeed(dataFacts(4, subjects, [40, 32, 32])),
        mostGraphs: 32,
        measureStep: () => Effect.succeed(0.5),
      }),
    )
    const pretrain = stages.find(({ kind }) => kind === "pretrain")
    // 60 steps of half a second, and two seconds.
    expect(pretrain).toMatchObject({ steps: 60, basis: "timed" })
    expect(pretrain?.seconds).toBeCloseTo(32)
  })
})
