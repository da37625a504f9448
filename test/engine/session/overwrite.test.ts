import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { type Device, type Program, type Tensors, tf } from "../../../runtime/engine/index.ts"
import { modelOf } from "../../../runtime/engine/onnx/model.ts"
import { overwriting } from "../../../runtime/engine/session/state/overwrite.ts"
import { trace } from "../../../runtime/engine/onnx/trace.ts"
import { float32 } from "../agreement.ts"
import { drawnFor, momentum, stepsOf } from "./momentum.ts"
import { nodeSteps } from "./nodeBinding.ts"

const cpu: Device = { kind: "cpu", threads: 1 }
const size = 128
const square = float32(size, size)

const programOf = (names: readonly string[], body: (state: Tensors) => Tensors): Program => ({
  name: "overwriting",
  state: Object.fromEntries(names.map((name) => [name, square])),
  inputs: {},
  body: (state) => {
    const { y, ...next } = body(state)
    return { state: next, outputs: y === undefined ? {} : { y } }
  },
})

const overwritten = (program: Program): readonly string[] =>
  [...overwriting(modelOf(trace(program))).entries].sort()

/** What three steps give by both bindings: onnxruntime-node shares no memory between them. */
const both = async (program: Program) => {
  const { initial, inputs } = drawnFor(program, 3)
  return {
    native: await stepsOf(program, cpu, 3),
    node: await nodeSteps(program, initial, inputs),
  }
}

const agrees = async (program: Program): Promise<void> => {
  const { native, node } = await both(program)
  expect(native).toEqual(node)
}

const product = (a: tf.Tensor, b: tf.Tensor): tf.Tensor => tf.div(tf.matMul(a, b), size)

describe("a new value over the old one", () => {
  it("is allowed for moments as they are and for weights by waiting", async () => {
    expect(overwritten(momentum)).toEqual(["m:w1", "m:w2", "w1", "w2"])
    const [before, after] = [modelOf(trace(momentum)), overwriting(modelOf(trace(momentum))).model]
    const joins = ({ nodes }: typeof before) => nodes.filter(({ op }) => op === "Concat").length
    // Only the second layer's input has a gradient, which reads that layer's weight.
    expect(joins(after) - joins(before)).toBe(1)
    await agrees(momentum)
  })

  it("is refused where the new value is computed with the old one once more", async () => {
    const program = programOf(["x"], ({ x }) => {
      const next = tf.mul(x!, 2)
      return { x: next, y: tf.add(x!, next) }
    })
    expect(overwritten(program)).toEqual([])
    await agrees(program)
  })

  it("is refused where entries change places", async () => {
    const program = programOf(["a", "b"], ({ a, b }) => ({ a: b!, b: a! }))
    expect(overwritten(program)).toEqual([])
    await agrees(program)
  })

  it("is refused where two entries get one value", async () => {
    const program = programOf(["a", "b"], ({ a, b }) => {
      const next = tf.add(a!, b!)
      return { a: next, b: next, y: next }
    })
    expect(overwritten(program)).toEqual([])
    await agrees(program)
  })

  it("is refused where the writer reads across elements", async () => {
    const program = programOf(["x"], ({ x }) => ({ x: tf.transpose(x!) }))
    expect(overwritten(program)).toEqual([])
    await agrees(program)
  })

  it("is refused where a view of the old value is read by what needs the new one", async () => {
    const program = programOf(["x"], ({ x }) => {
      const view = tf.reshape(tf.transpose(tf.mul(x!, 0.5)), [size, size])
      const next = tf.add(x!, 1)
      return { x: next, y: product(view, next) }
    })
    expect(overwritten(program)).toEqual([])
    await agrees(program)
  })

  it("changes no value, whatever the program", async () => {
    const operations: readonly ((a: tf.Tensor, b: tf.Tensor) => tf.Tensor)[] = [
      (a, b) => tf.sub(tf.mul(a, 0.5), tf.mul(b, 0.25)),
      (a, b) => tf.mul(tf.tanh(a), b),
      product,
      (a, b) => tf.div(tf.matMul(a, b, true, false), size),
      (a) => tf.transpose(a),
      (a) => tf.reshape(tf.reshape(a, [size * size]), [size, size]),
      (a, b) => tf.add(a, tf.mul(tf.mean(b), 0.5)),
      (a) => tf.relu(a),
    ]
    const step = fc.record({
      operation: fc.constantFrom(...operations),
      a: fc.nat(),
      b: fc.nat(),
    })
    const choice = fc.array(fc.nat(), { minLength: 4, maxLength: 4 })
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 3, maxLength: 12 }),
        choice,
        async (steps, chosen) => {
          const { native, node } = await both(
            programOf(["p", "q", "r"], ({ p, q, r }) => {
              const values = [p!, q!, r!]
              for (const { operation, a, b } of steps)
                values.push(operation(values[a % values.length]!, values[b % values.length]!))
              const [first, second, third, output] = chosen.map((at) => values[at % values.length]!)
              return { p: first!, q: second!, r: third!, y: output! }
            }),
          )
          expect(native).toEqual(node)
        },
      ),
      { numRuns: 40, seed: 1 },
    )
  })
})
