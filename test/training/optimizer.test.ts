import { readFileSync } from "node:fs"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { adam, type Optimizer, sgd } from "../../dsl/optimizer.ts"
import { prepare, type Program, tf } from "../../runtime/engine/index.ts"
import { optimizerStep } from "../../runtime/training/gradientStep.ts"
import adamOptimizer from "../../runtime/training/optimizers/adam.ts"
import type { OptimizerImplementation } from "../../runtime/training/optimizers/contract.ts"
import sgdOptimizer from "../../runtime/training/optimizers/sgd.ts"

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

/** Norms and weights of a run, to five decimals. */
const expectedOf = ({ steps }: Run) => {
  const close = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 5))
  return steps.map(({ norm, weights }) => ({
    norm: expect.closeTo(norm, 4),
    a: close(weights.a),
    b: close(weights.b),
  }))
}

/** Takes the steps of a run; gives the norm of the gradients and the weights after each. */
const follow = (run: Run, optimizer: Optimizer, implementation: OptimizerImplementation) =>
  Effect.runPromise(
    Effect.scoped(
      Effect.gen(function* () {
        const device = { kind: "cpu", threads: 1 } as const
        const prepared = yield* prepare(program(optimizer, implementation), device)
        const state = Object.entries(implementation.state(weightSpecs)).map(
          ([name, { shape }]) =>
            [name, new Float32Array(shape.reduce((size, length) => size * length, 1))] as const,
        )
        yield* prepared.load({
          a: Float32Array.from(run.start.a),
          b: Float32Array.from(run.start.b),
          ...Object.fromEntries(state),
        })
        return yield* Effect.forEach(run.steps, ({ rate, gradients }, index) =>
          Effect.gen(function* () {
            const { gradientNorm } = yield* prepared.step({
              "gradient a": Float32Array.from(gradients.a),
              "gradient b": Float32Array.from(gradients.b),
              ...implementation.inputValues(optimizer, index + 1, rate),
            })
            const { a, b } = yield* prepared.save()
            return { norm: gradientNorm?.[0], a: [...(a ?? [])], b: [...(b ?? [])] }
          }),
        )
      }),
    ),
  )

describe("adam", () => {
  it.each(readRuns("adamw"))("equals PyTorch's AdamW, gradients clipped to $clip", async (run) => {
    const optimizer = adam({ lr: 1, weightDecay: 0.05, clip: run.clip })
    expect(await follow(run, optimizer, adamOptimizer)).toEqual(expectedOf(run))
  })

  it("keeps both moments of every weight, and no others", () => {
    expect(Object.keys(adamOptimizer.state(weightSpecs))).toEqual(["m:a", "v:a", "m:b", "v:b"])
  })
})

describe("sgd", () => {
  // The last of make.py's runs is without Nesterov's momentum.
  const runs = readRuns("sgd").map((run, index) => ({ ...run, nesterov: index < 2 }))

  it.each(runs)(
    "equals PyTorch's SGD, Nesterov $nesterov, gradients clipped to $clip",
    async ({ nesterov, ...run }) => {
      const optimizer = sgd({ clip: run.clip, nesterov })
      expect(await follow(run, optimizer, sgdOptimizer)).toEqual(expectedOf(run))
    },
  )

  it("keeps one momentum of every weight, and nothing else", () => {
    expect(Object.keys(sgdOptimizer.state(weightSpecs))).toEqual(["m:a", "m:b"])
  })
})
