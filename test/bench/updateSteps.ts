/** Steps AdamW on the weights of eight ViT-B blocks, in one pass and in several, in turn; prints JSON. */
import { ConfigProvider, Effect } from "effect"
import { adam } from "../../dsl/optimizer.ts"
import { type Arrays, prepare, type Program, tf } from "../../runtime/engine/index.ts"
import { gradientStep } from "../../runtime/training/gradientStep.ts"
import adamOptimizer from "../../runtime/training/optimizers/adam.ts"
import { zeroState } from "../../runtime/training/zeroState.ts"

const threads = Number(process.argv[2])
const [warmup, steps] = [3, 9]
const width = 768
const shapes = Array.from({ length: 8 }, () => [
  [width, 3 * width],
  [width, width],
  [width, 4 * width],
  [4 * width, width],
]).flat()
const weights = Object.fromEntries(
  shapes.map((shape, index) => [`w${index}`, { shape, dtype: "float32" } as const]),
)
const optimizer = adam({ lr: 1e-3, weightDecay: 0.05 })

/** Gradients are products of two vectors: next to no work beside the update. */
const program: Program = {
  name: "update",
  state: { ...weights, ...adamOptimizer.state(weights) },
  inputs: {
    ...adamOptimizer.inputs,
    rows: { shape: [4 * width, 1], dtype: "float32" },
    columns: { shape: [1, 4 * width], dtype: "float32" },
  },
  body: (state, { rows, columns, ...inputs }) => {
    const gradients = Object.entries(weights).map(([name, { shape }]) => {
      const [height = 1, length = 1] = shape
      const column = tf.slice(rows!, [0, 0], [height, 1])
      return [name, tf.matMul(column, tf.slice(columns!, [0, 0], [1, length]))] as const
    })
    const { gradientNorm, state: after } = gradientStep({
      optimizer,
      implementation: adamOptimizer,
      weights: Object.fromEntries(Object.keys(weights).map((name) => [name, state[name]!])),
      gradients: Object.fromEntries(gradients),
      state,
      inputs,
    })
    return { state: after, outputs: { gradientNorm } }
  },
}

const wave = (frequency: number): Float32Array =>
  Float32Array.from({ length: 4 * width }, (_, index) => Math.sin(frequency * index) / 100)

const prepared = (update: "loops" | "nodes") =>
  prepare(program, { kind: "cpu", threads }).pipe(
    Effect.tap((made) => made.load(zeroState(program.state))),
    Effect.provide(ConfigProvider.layer(ConfigProvider.fromUnknown({ ABLATE_UPDATE: update }))),
  )

const same = (a: Arrays, b: Arrays): boolean =>
  Object.keys(a).every((name) => {
    const [x, y] = [a[name]!, b[name]!]
    return x.every((value: number, index: number) => Object.is(value, y[index]))
  })

const measured = Effect.gen(function* () {
  const arms = [yield* prepared("loops"), yield* prepared("nodes")] as const
  const times: [number[], number[]] = [[], []]
  for (let step = 1; step <= warmup + steps; step++) {
    const values = adamOptimizer.inputValues(optimizer, step, optimizer.lr)
    const inputs = { ...values, rows: wave(1), columns: wave(step) }
    for (const arm of [0, 1] as const) {
      const begun = performance.now()
      yield* arms[arm].step(inputs)
      if (step > warmup) times[arm].push(performance.now() - begun)
    }
  }
  const equal = same(yield* arms[0].save(), yield* arms[1].save())
  return { weights: shapes.reduce((sum, [a = 1, b = 1]) => sum + a * b, 0), times, equal }
})

console.log(JSON.stringify(await Effect.runPromise(Effect.scoped(measured))))
