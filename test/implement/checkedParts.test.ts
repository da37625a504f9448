import { basename } from "node:path"
import { describe, expect, it } from "vitest"
import {
  zeros,
  hierarchicalEncoder,
  implementOptimizer,
  scalar,
  tf,
} from "../../runtime/implement/index.ts"
import { pyramid } from "../acceptance/extension/pyramid.ts"
import { rmsprop } from "../acceptance/extension/rmsprop.ts"

/** What is told of a part that goes wrong, where it says that it is of this file. */
const toldOf = (act: () => unknown): unknown => {
  try {
    return act()
  } catch (error) {
    const [first] = Object.values(error instanceof Error && "faults" in error ? [error.faults] : [])
    return JSON.stringify(first)
  }
}

describe("an encoder from outside", () => {
  const encoder = pyramid({ crop: 8, depth: 2, width: 4 })
  const image = tf.zeros([1, 8, 8, 8, 2])
  const of = (volumes: () => readonly tf.Tensor[]): unknown =>
    toldOf(() =>
      hierarchicalEncoder({
        encoder,
        channels: 2,
        levels: pyramid.levels(encoder),
        parameters: { weight: { shape: [1], init: zeros } },
        forward: volumes,
      }).encode({}, image),
    )
  const [fine, coarse] = [tf.zeros([1, 4, 4, 4, 4]), tf.zeros([1, 2, 2, 2, 4])]

  it("puts out the volumes of its levels", () => {
    expect(of(() => [fine, coarse])).toHaveProperty("tokens.shape", [1, 8, 4])
  })

  it.each([
    ["too few levels", () => [fine], "a list of 2 volumes"],
    ["another grid", () => [fine, fine], "[1, 2, 2, 2, 4]"],
    ["another width", () => [tf.zeros([1, 4, 4, 4, 3]), coarse], "[1, 4, 4, 4, 4]"],
  ])("is told by its function where it gives %s", (_, volumes, expected) => {
    const told = of(volumes)
    expect(told).toContain(expected)
    expect(told).toContain(basename(import.meta.filename))
  })
})

describe("an optimiser from outside", () => {
  it.each([
    ["another name", { rat: Float32Array.of(1) }],
    ["another length", { rate: Float32Array.of(1, 1) }],
    ["another type", { rate: Int32Array.of(1) }],
    ["NaN", { rate: Float32Array.of(Number.NaN) }],
  ])("is told by its function where an input has %s", (_, values) => {
    const { inputValues } = implementOptimizer(rmsprop, {
      state: () => ({}),
      inputs: { rate: scalar },
      inputValues: () => values,
      update: (_optimizer, { weights, state }) => ({ weights, state }),
    })
    const told = toldOf(() => inputValues(rmsprop({ lr: 1 }), 1, 1))
    expect(told).toContain("of the optimiser")
    expect(told).toContain(basename(import.meta.filename))
  })

  it.each([null, [], { of: null }, { of: { shape: [1.5], dtype: "float32" } }])(
    "is told whose state is %j",
    (given) => {
      const { state } = implementOptimizer(rmsprop, {
        state: () => JSON.parse(JSON.stringify(given)),
        inputs: { rate: scalar },
        inputValues: () => ({ rate: Float32Array.of(1) }),
        update: (_optimizer, { weights, state: kept }) => ({ weights, state: kept }),
      })
      const told = toldOf(() => state({}))
      expect(told).toMatch(/the state .*of the optimiser/)
      expect(told).toContain(basename(import.meta.filename))
    },
  )
})
