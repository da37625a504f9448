import { expect, it } from "vitest"
import { type Program, tf } from "../../../runtime/engine/index.ts"
import { modelOf } from "../../../runtime/engine/onnx/model.ts"
import { trace } from "../../../runtime/engine/onnx/trace.ts"
import { compiled, float32, once } from "../agreement.ts"

const [rows, columns] = [3 * 2 ** 16, 3]

const programOf = (reduce: (x: tf.Tensor) => tf.Tensor): Program => ({
  name: "reduction",
  state: {},
  inputs: { x: float32(rows, columns) },
  body: (_, { x }) => ({ state: {}, outputs: { y: reduce(x!) } }),
})

const x = Float32Array.from({ length: rows * columns }, (_, at) => Math.sin(at) + (at % columns))

const column = (index: number) => x.filter((_, at) => at % columns === index)

// Expected values are sums of doubles over each column.
const total = (index: number) => column(index).reduce((sum, value) => sum + value, 0)

it("sums many rows of few columns", async () => {
  const { y } = await once(
    programOf((z) => tf.sum(z, 0)),
    compiled,
    { x },
  )
  for (let index = 0; index < columns; index++)
    expect(Math.abs(y![index]! - total(index)) / rows).toBeLessThan(1e-6)
})

it("averages them, and finds their maxima", async () => {
  const { y } = await once(
    programOf((z) => tf.concat([tf.mean(z, 0), tf.max(z, 0)])),
    compiled,
    { x },
  )
  for (let index = 0; index < columns; index++) {
    expect(Math.abs(y![index]! - total(index) / rows)).toBeLessThan(1e-6)
    expect(y![columns + index]).toBe(column(index).reduce((a, b) => Math.max(a, b), -Infinity))
  }
})

// Of x = 1 + i / n, i below n, the mean is 1.5 - 1 / (2n) and the sum n times that.
it("keeps six digits of a sum and a mean over millions of values", async () => {
  const shape = [2, 3, 96, 96, 96]
  const length = shape.reduce((a, b) => a * b)
  const program: Program = {
    name: "long sums",
    state: {},
    inputs: { z: float32(...shape) },
    body: (_, { z }) => ({
      state: {},
      outputs: { mean: tf.mean(z!), sum: tf.sum(z!), each: tf.mean(z!, [0, 2, 3, 4]) },
    }),
  }
  const z = Float32Array.from({ length }, (_, at) => 1 + at / length)
  const { mean, sum, each } = await once(program, compiled, { z })
  const expected = 1.5 - 1 / (2 * length)
  expect(Math.abs(mean![0]! / expected - 1)).toBeLessThan(1e-6)
  expect(Math.abs(sum![0]! / (length * expected) - 1)).toBeLessThan(1e-6)
  // The middle third has the mean of all.
  expect(Math.abs(each![1]! / expected - 1)).toBeLessThan(1e-6)
})

it("reduces what a transpose has reordered where it lies in memory", () => {
  const program: Program = {
    name: "transposed",
    state: {},
    inputs: { x: float32(2, 3, 4, 5) },
    body: (_, inputs) => ({
      state: {},
      outputs: { y: tf.sum(tf.transpose(inputs["x"]!, [0, 2, 3, 1]), [0, 1, 2]) },
    }),
  }
  const { nodes } = modelOf(trace(program))
  expect(nodes.map(({ op }) => op)).toEqual(["ReduceSum", "Reshape"])
})

// Of x = 1 + i / n, i below n, the mean of squares is 7/3 - 3 / (2n) + 1 / (6n^2).
it("sums and averages squares without writing them, and keeps six digits", async () => {
  const shape = [3, 2, 64, 96, 96]
  const length = shape.reduce((a, b) => a * b)
  const program: Program = {
    name: "squares",
    state: {},
    inputs: { z: float32(...shape) },
    body: (_, { z }) => ({
      state: {},
      outputs: {
        sum: tf.sum(tf.square(z!)),
        mean: tf.mean(tf.square(z!)),
        each: tf.mean(tf.square(z!), [1, 2, 3, 4]),
      },
    }),
  }
  expect(modelOf(trace(program)).nodes.map(({ op }) => op)).not.toContain("Mul")
  const z = Float32Array.from({ length }, (_, at) => 1 + at / length)
  const { sum, mean, each } = await once(program, compiled, { z })
  const expected = 7 / 3 - 3 / (2 * length) + 1 / (6 * length ** 2)
  expect(Math.abs(sum![0]! / (length * expected) - 1)).toBeLessThan(1e-6)
  expect(Math.abs(mean![0]! / expected - 1)).toBeLessThan(1e-6)
  // The mean of (a + t)^2, t from 0 to 1/3, is a^2 + a / 3 + 1 / 27.
  for (const [index, a] of [1, 4 / 3, 5 / 3].entries())
    expect(Math.abs(each![index]! / (a ** 2 + a / 3 + 1 / 27) - 1)).toBeLessThan(1e-6)
})
