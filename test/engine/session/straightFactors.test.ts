import { expect, it } from "vitest"
import { type Tensors, tf } from "../../../runtime/engine/index.ts"
import { flagOf } from "../../../runtime/engine/onnx/recorder.ts"
import { modelOf } from "../../../runtime/engine/onnx/model.ts"
import { trace } from "../../../runtime/engine/onnx/trace.ts"
import { withStraightFactors } from "../../../runtime/engine/session/straightFactors.ts"
import { random } from "../../../runtime/random/random.ts"
import { compiled, drawn, float32, once, programOf } from "../agreement.ts"

const product = ({ a, b }: Tensors) => tf.matMul(a!, b!, true)

const inner = 300
const rows = 40
const inputsOf = (columns: number) => ({ a: float32(inner, rows), b: float32(inner, columns) })

const transposedIn = (columns: number): boolean => {
  const model = modelOf(trace(programOf("product", inputsOf(columns), product)))
  return withStraightFactors(model).nodes.some((node) => flagOf(node, "transA"))
}

it("leaves no left factor of a wide product to be transposed in passing", () => {
  expect(transposedIn(512)).toBe(false)
  expect(transposedIn(511)).toBe(true)
})

it("computes a column as the narrower product has it, to the bit", async () => {
  const [wide, narrow] = [512, 511]
  const { a, b } = drawn(inputsOf(wide), random(0, "product"))
  const kept = b!.filter((_, index) => index % wide < narrow)
  const results = async (columns: number, right: typeof b) =>
    (await once(programOf("product", inputsOf(columns), product), compiled, { a: a!, b: right! }))[
      "result0"
    ]!
  const all = await results(wide, b)
  expect(await results(narrow, kept)).toEqual(all.filter((_, index) => index % wide < narrow))
})
