import { readFileSync } from "node:fs"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { sgd } from "../../dsl/optimizer.ts"
import { prepare, type Program, tf } from "../../runtime/engine/index.ts"
import { optimizerStep } from "../../runtime/training/optimizer.ts"
import sgdOptimizer from "../../runtime/training/sgd.ts"

type Values = Readonly<Record<"a" | "b", readonly number[]>>

/** Written by test/fixtures/training/make.py with torch.optim.SGD. */
interface Run {
  readonly clip: number | null
  readonly start: Values
  readonly steps: readonly {
    readonly rate: number
    readonly gradients: Values
    readonly norm: number
    readonly weights: Values
  }[]
}

const readRuns = (): readonly Run[] =>
  JSON.parse(readFileSync(new URL("../fixtures/training/sgd.json", import.meta.url), "utf8"))

const weightSpecs = {
  a: { shape: [3, 2], dtype: "float32" },
  b: { shape: [4], dtype: "float32" },
} as const

/** A step whose loss is linear in the weights, so that its gradients are the inputs. */
const program = (optimizer: ReturnType<typeof sgd>): Program => ({
  name: "sgd",
  state: { ...weightSpecs, ...sgdOptimizer.state(weightSpecs) },
  inputs: {
    "gradient a": weightSpecs.a,
    "gradient b": weightSpecs.b,
    ...sgdOptimizer.inputs,
  },
  body: (state, inputs) => {
    const weights = { a: state["a"]!, b: state["b"]! }
    const { gradientNorm, state: after } = optimizerStep({
      optimizer,
      implementation: sgdOptimizer,
      weights,
      state,
      inputs,
      loss: ({ a, b }) => ({
        loss: tf
          .add(tf.sum(tf.mul(a!, inputs["gradient a"]!)), tf.sum(tf.mul(b!, inputs["gradient b"]!)))
          .asScalar(),
      }),
    })
    return { state: after, outputs: { gradientNorm } }
  },
})

const close = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 5))

// In the order of make.py.
const variants = [{ nesterov: true }, { nesterov: true }, { nesterov: false }]
const cases = readRuns().map((run, index) => ({
  ...run,
  nesterov: variants[index]?.nesterov ?? true,
}))

describe("sgd", () => {
  it.each(cases)(
    "equals PyTorch's SGD, Nesterov $nesterov, gradients clipped to $clip",
    async (run) => {
      const optimizer = sgd({ clip: run.clip, nesterov: run.nesterov })
      const training = Effect.gen(function* () {
        const prepared = yield* prepare(program(optimizer), { kind: "cpu", threads: 1 })
        yield* prepared.load({
          a: Float32Array.from(run.start.a),
          b: Float32Array.from(run.start.b),
          "m:a": new Float32Array(6),
          "m:b": new Float32Array(4),
        })
        for (const [index, { rate, gradients, norm, weights }] of run.steps.entries()) {
          const outputs = yield* prepared.step({
            "gradient a": Float32Array.from(gradients.a),
            "gradient b": Float32Array.from(gradients.b),
            ...sgdOptimizer.inputValues(optimizer, index + 1, rate),
          })
          const state = yield* prepared.save()
          expect(outputs["gradientNorm"]?.[0]).toBeCloseTo(norm, 4)
          expect([...(state["a"] ?? [])]).toEqual(close(weights.a))
          expect([...(state["b"] ?? [])]).toEqual(close(weights.b))
        }
      })
      await Effect.runPromise(Effect.scoped(training))
    },
  )

  it("keeps one momentum of every weight, and nothing else", () => {
    expect(Object.keys(sgdOptimizer.state(weightSpecs))).toEqual(["m:a", "m:b"])
  })
})
