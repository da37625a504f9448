import { Effect } from "effect"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { adam, type Optimizer, sgd } from "../../../../dsl/optimizer.ts"
import {
  type Arrays,
  conv3d,
  prepare,
  type Program,
  type Tensors,
  type TensorSpecs,
  tf,
} from "../../../../runtime/engine/index.ts"
import { modelOf } from "../../../../runtime/engine/onnx/model.ts"
import { loopsOf } from "../../../../runtime/engine/session/update/loops.ts"
import { trace } from "../../../../runtime/engine/onnx/trace.ts"
import { random } from "../../../../runtime/random/random.ts"
import { optimizerStep } from "../../../../runtime/training/gradientStep.ts"
import adamOptimizer from "../../../../runtime/training/optimizers/adam.ts"
import type { OptimizerImplementation } from "../../../../runtime/training/optimizers/contract.ts"
import sgdOptimizer from "../../../../runtime/training/optimizers/sgd.ts"
import { drawn, float32 } from "../../agreement.ts"
import { updatedBy } from "../momentum.ts"

/** The bits of float32 values; one and the same for whatever is not a number. */
const bitsOf = (arrays: Arrays): Readonly<Record<string, Int32Array>> =>
  Object.fromEntries(
    Object.entries(arrays).map(([name, values]) => {
      const numbers = Float32Array.from(values, (x) => (Number.isNaN(x) ? Number.NaN : x))
      return [name, new Int32Array(numbers.buffer)]
    }),
  )

/** The bits of outputs and state after some steps, where updates are loops or nodes of the graph. */
const bitsAfter = (
  program: Program,
  state: Arrays,
  inputs: readonly Arrays[],
  update: "loops" | "nodes",
  threads = 1,
) =>
  Effect.runPromise(
    Effect.scoped(
      Effect.gen(function* () {
        const prepared = yield* prepare(program, { kind: "cpu", threads })
        yield* prepared.load(state)
        const outputs: unknown[] = []
        for (const arrays of inputs) outputs.push(bitsOf(yield* prepared.step(arrays)))
        return { outputs, state: bitsOf(yield* prepared.save()) }
      }),
    ).pipe(Effect.provide(updatedBy(update))),
  )

const fused = (program: Program): readonly string[] =>
  loopsOf(modelOf(trace(program)))
    .flatMap(({ entries, results }) => results.map(({ tensor }) => entries[tensor]!))
    .toSorted()

const weights = { kernel: float32(3, 3, 3, 2, 4), w: float32(7, 5), b: float32(5), one: float32(1) }

/** Learns a convolution and a product on drawn targets. */
const learning = (
  optimizer: Optimizer,
  implementation: Pick<OptimizerImplementation, "state" | "inputs" | "update">,
): Program => ({
  name: "learning",
  state: { ...weights, ...implementation.state(weights) },
  inputs: { volume: float32(1, 5, 5, 5, 2), x: float32(6, 7), ...implementation.inputs },
  body: (state, { volume, x, ...inputs }) => {
    const {
      loss,
      gradientNorm,
      state: after,
    } = optimizerStep({
      optimizer,
      implementation: { ...adamOptimizer, ...implementation },
      weights: Object.fromEntries(Object.keys(weights).map((name) => [name, state[name]!])),
      state,
      inputs,
      loss: ({ kernel, w, b, one }) => ({
        loss: tf.add<tf.Scalar>(
          tf.mean(tf.square(conv3d(volume!, kernel!))),
          tf.mean(tf.square(tf.sub(tf.add(tf.matMul(x!, w!), b!), one!))),
        ),
      }),
    })
    return { state: after, outputs: { loss, gradientNorm } }
  },
})

const optimizers: readonly (readonly [string, Optimizer, OptimizerImplementation])[] = [
  ["AdamW", adam({ lr: 0.01 }), adamOptimizer],
  ["AdamW, clipped", adam({ lr: 0.01, clip: 0.5 }), adamOptimizer],
  ["Adam", adam({ lr: 0.01, weightDecay: 0 }), adamOptimizer],
  ["SGD", sgd({ lr: 0.01, momentum: 0, nesterov: false, clip: null }), sgdOptimizer],
  ["SGD, Nesterov, clipped", sgd({ lr: 0.01 }), sgdOptimizer],
]

/** Steps of drawn inputs, with those of the optimiser. */
const stepsOf = (
  program: Program,
  count: number,
  given: (step: number) => Arrays,
): readonly Arrays[] =>
  Array.from({ length: count }, (_, step) => ({
    ...drawn(program.inputs, random(3, "inputs", step)),
    ...given(step + 1),
  }))

const moments = (specs: TensorSpecs, scale: number): Arrays =>
  Object.fromEntries(
    Object.entries(drawn(specs, random(3, "state"))).map(([name, values]) => [
      name,
      // Second moments are not negative.
      name.startsWith("v:") ? Float32Array.from(values, (x) => scale * x * x) : values,
    ]),
  )

describe("an update in one pass", () => {
  it.each(optimizers)(
    "gives the bits of the graph's nodes: %s",
    async (_, optimizer, implementation) => {
      const program = learning(optimizer, implementation)
      expect(fused(program)).toEqual(Object.keys(program.state).toSorted())
      const steps = stepsOf(program, 4, (step) => implementation.inputValues(optimizer, step, 0.01))
      // Second moments near the smallest numbers there are: ONNX Runtime takes denormals for zeros.
      for (const scale of [1, 1e-38, 1e-41]) {
        const state = moments(program.state, scale)
        expect(await bitsAfter(program, state, steps, "loops")).toEqual(
          await bitsAfter(program, state, steps, "nodes"),
        )
      }
    },
  )

  it("is that of a user's optimiser too, norms of whole tensors included", async () => {
    // LARS (You et al. 2017): the norms are computed in the graph, and the rest in the loop.
    const program = learning(adam({ lr: 0.01 }), {
      state: (specs) => Object.fromEntries(Object.entries(specs).map(([k, s]) => [`m:${k}`, s])),
      inputs: { rate: float32() },
      update: (_, { weights, gradients, state, inputs }) => {
        const updated: Record<string, tf.Tensor> = {}
        const next: Record<string, tf.Tensor> = {}
        for (const [name, weight] of Object.entries(weights)) {
          const gradient = gradients[name]!
          const ratio = tf.div(tf.norm(weight), tf.add(tf.norm(gradient), 1e-6))
          const m = tf.add(
            tf.mul(state[`m:${name}`]!, 0.9),
            tf.mul(gradient, tf.mul(ratio, inputs["rate"]!)),
          )
          updated[name] = tf.sub(weight, m)
          next[`m:${name}`] = m
        }
        return { weights: updated, state: next }
      },
    })
    expect(fused(program)).toEqual(Object.keys(program.state).toSorted())
    const steps = stepsOf(program, 3, () => ({ rate: Float32Array.of(0.01) }))
    const state = moments(program.state, 1)
    expect(await bitsAfter(program, state, steps, "loops")).toEqual(
      await bitsAfter(program, state, steps, "nodes"),
    )
  })

  it("gives the same bits on any number of threads", async () => {
    const specs = { w: float32(1024, 700), m: float32(1024, 700) }
    const program: Program = {
      name: "large",
      state: specs,
      inputs: { x: float32(8, 1024), y: float32(8, 700), rate: float32() },
      body: ({ w, m }, { x, y, rate }) => {
        const next = tf.add(tf.mul(m!, 0.9), tf.matMul(x!, y!, true))
        return { state: { m: next, w: tf.sub(w!, tf.mul(next, rate!)) }, outputs: {} }
      },
    }
    const steps = stepsOf(program, 2, () => ({ rate: Float32Array.of(0.01) }))
    const state = moments(specs, 1)
    const expected = await bitsAfter(program, state, steps, "nodes")
    for (const threads of [1, 3])
      expect(await bitsAfter(program, state, steps, "loops", threads)).toEqual(expected)
  })

  it("goes on from a state saved, to the bit", async () => {
    const program = learning(optimizers[1]![1], adamOptimizer)
    const steps = stepsOf(program, 4, (step) =>
      adamOptimizer.inputValues(adam({ lr: 0.01 }), step, 0.01),
    )
    const halfway = await bitsAfter(program, moments(program.state, 1), steps.slice(0, 2), "loops")
    const saved = Object.fromEntries(
      Object.entries(halfway.state).map(([name, bits]) => [name, new Float32Array(bits.buffer)]),
    )
    const whole = await bitsAfter(program, moments(program.state, 1), steps, "loops")
    const resumed = await bitsAfter(program, saved, steps.slice(2), "loops")
    expect(resumed.state).toEqual(whole.state)
  })

  it("changes no bit, whatever is computed", async () => {
    const operations: readonly ((a: tf.Tensor, b: tf.Tensor, s: tf.Tensor) => tf.Tensor)[] = [
      (a, b) => tf.add(a, b),
      (a, b) => tf.sub(a, b),
      (a, b) => tf.mul(a, b),
      (a, b) => tf.div(a, b),
      (a, _, s) => tf.mul(a, s),
      (a, _, s) => tf.div(s, a),
      (a) => tf.mul(a, 0.3),
      (a) => tf.sqrt(tf.abs(a)),
      (a) => tf.neg(a),
      (a) => tf.reshape(tf.reshape(a, [-1]), a.shape),
      (a, b) => tf.maximum(a, b),
      (a) => tf.tanh(a),
      (a) => tf.add(a, tf.mean(a)),
    ]
    const value = fc.oneof(
      fc.float({ noNaN: true, noDefaultInfinity: true }),
      fc.constantFrom(0, -0, 1.1754943508222875e-38, -1.1754943508222875e-38, 1e-40, -1e-45, 3e38),
      fc.double({ min: -3, max: 3, noNaN: true }),
    )
    const step = fc.record({
      operation: fc.constantFrom(...operations),
      a: fc.nat(),
      b: fc.nat(),
    })
    const shape = fc.constantFrom<number[]>([1], [5], [3, 4], [2, 3, 7])
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 3, maxLength: 12 }),
        fc.array(fc.nat(), { minLength: 4, maxLength: 4 }),
        shape,
        fc.array(value, { minLength: 16, maxLength: 16 }),
        async (steps, chosen, shape, values) => {
          const spec = float32(...shape)
          const program: Program = {
            name: "drawn",
            state: { p: spec, q: spec, r: spec },
            inputs: { g: spec, s: float32() },
            body: ({ p, q, r }, { g, s }) => {
              const known = [p!, q!, r!, g!]
              for (const { operation, a, b } of steps)
                known.push(operation(known[a % known.length]!, known[b % known.length]!, s!))
              const last = (at: number): tf.Tensor =>
                known.at(-1 - (at % Math.min(4, known.length)))!
              const [first, second, third, output] = chosen.map(last)
              const state: Tensors = { p: first!, q: second!, r: third! }
              return { state, outputs: { output: output! } }
            },
          }
          const size = shape.reduce((product, axis) => product * axis, 1)
          const filled = (offset: number): Float32Array =>
            Float32Array.from({ length: size }, (_, index) => values[(offset + 3 * index) % 16]!)
          const state = { p: filled(0), q: filled(5), r: filled(11) }
          const inputs = [0, 1].map((turn) => ({
            g: filled(7 + turn),
            s: Float32Array.of(values[turn]!),
          }))
          expect(await bitsAfter(program, state, inputs, "loops")).toEqual(
            await bitsAfter(program, state, inputs, "nodes"),
          )
        },
      ),
      { numRuns: 60, seed: 1 },
    )
  })
})
