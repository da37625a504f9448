import { readFileSync } from "node:fs"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { adam, type Optimizer, sgd } from "../../dsl/optimizer.ts"
import { prepare, type Program, tf } from "../../runtime/engine/index.ts"
import adamOptimizer, {
  type OptimizerImplementation,
  optimizerStep,
} from "../../runtime/training/optimizer.ts"
import sgdOptimizer from "../../runtime/training/sgd.ts"

type Values = Readonly<Record<"a" | "b", readonly number[]>>

/** Written by test/fixtures/training/make.py with torch.optim. */
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

const readRuns = (name: string): readonly Run[] =>
  JSON.parse(readFileSync(new URL(`../fixtures/training/${name}.json`, import.meta.url), "utf8"))

const weightSpecs = {
  a: { shape: [3, 2], dtype: "float32" },
  b: { shape: [4], dtype: "float32" },
} as const

/** A step whose loss is linear in the weights, so that its gradients are the inputs. */
const program = (optimizer: Optimizer, implementation: OptimizerImplementation): Program => ({
  name: optimizer.kind,
  state: { ...weightSpecs, ...implementation.state(weightSpecs) },
  inputs: {
    "gradient a": weightSpecs.a,
    "gradient b": weightSpecs.b,
    ...implementation.inputs,
  },
  body: (state, inputs) => {
    const weights = { a: state["a"]!, b: state["b"]! }
    const { gradientNorm, state: after } = optimizerStep({
      optimizer,
      implementation,
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

/** Takes the steps of a run; sees that the norms and the weights after each are PyTorch's. */
const follow = (run: Run, optimizer: Optimizer, implementation: OptimizerImplementation) =>
  Effect.runPromise(
    Effect.scoped(
      Effect.gen(function* () {
        const prepared = yield* prepare(program(optimizer, implementation), {
          kind: "cpu",
          threads: 1,
        })
        const state = Object.entries(implementation.state(weightSpecs)).map(
          ([name, { shape }]) =>
            [name, new Float32Array(shape.reduce((size, length) => size * length, 1))] as const,
        )
        yield* prepared.load({
          a: Float32Array.from(run.start.a),
          b: Float32Array.from(run.start.b),
          ...Object.fromEntries(state),
        })
        for (const [index, { rate, gradients, norm, weights }] of run.steps.entries()) {
          const outputs = yield* prepared.step({
            "gradient a": Float32Array.from(gradients.a),
            "gradient b": Float32Array.from(gradients.b),
            ...implementation.inputValues(optimizer, index + 1, rate),
          })
          const after = yield* prepared.save()
          expect(outputs["gradientNorm"]?.[0]).toBeCloseTo(norm, 4)
          expect([...(after["a"] ?? [])]).toEqual(close(weights.a))
          expect([...(after["b"] ?? [])]).toEqual(close(weights.b))
        }
      }),
    ),
  )

describe("adam", () => {
  it.each(readRuns("adamw"))("equals PyTorch's AdamW, gradients clipped to $clip", (run) =>
    follow(run, adam({ lr: 1, weightDecay: 0.05, clip: run.clip }), adamOptimizer),
  )

  it("keeps both moments of every weight, and no others", () => {
    expect(Object.keys(adamOptimizer.state(weightSpecs))).toEqual(["m:a", "v:a", "m:b", "v:b"])
  })
})

describe("sgd", () => {
  // The last of make.py's runs is without Nesterov's momentum.
  const runs = readRuns("sgd").map((run, index) => ({ ...run, nesterov: index < 2 }))

  it.each(runs)(
    "equals PyTorch's SGD, Nesterov $nesterov, gradients clipped to $clip",
    ({ nesterov, ...run }) => follow(run, sgd({ clip: run.clip, nesterov }), sgdOptimizer),
  )

  it("keeps one momentum of every weight, and nothing else", () => {
    expect(Object.keys(sgdOptimizer.state(weightSpecs))).toEqual(["m:a", "m:b"])
  })
})
