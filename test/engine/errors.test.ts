import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import {
  type Device,
  type EngineError,
  linear,
  prepare,
  type Program,
  type Tensors,
  tf,
  valueAndGradients,
} from "../../runtime/engine/index.ts"
import { bodyError } from "../../runtime/engine/body.ts"
import { compiled, eager, float32 } from "./agreement.ts"

const program = (body: (x: tf.Tensor) => tf.Tensor): Program => ({
  name: "faulty",
  state: {},
  inputs: { x: float32(2, 3) },
  body: (_, { x }) => ({ state: {}, outputs: { y: body(x!) } }),
})

const refused = (faulty: Program, device: Device = compiled): Promise<EngineError> =>
  Effect.runPromise(Effect.scoped(Effect.flip(prepare(faulty, device))))

/** The line of this file that the caller is on. */
const line = (): number => {
  const [, caller] = [...(new Error().stack ?? "").matchAll(/errors\.test\.ts:(\d+)/g)]
  return Number(caller?.[1])
}

it("of a text that the body throws says that the author's part threw it", () => {
  const { faults } = bodyError(
    program((x) => x),
    "no such lesion",
  )
  expect(faults).toMatchObject([
    {
      what: expect.stringContaining("your part threw 'no such lesion'"),
      hint: expect.stringContaining("new Error"),
    },
  ])
})

describe("a body that cannot be compiled", () => {
  it("is refused by the operation's name and its line", async () => {
    let at = 0
    const error = await refused(
      program((x) => {
        at = line() + 1
        return tf.einsum("ij->ji", x)
      }),
    )
    expect(error.reason).toBe("unsupported")
    expect(error.faults[0]!.what).toContain("Einsum")
    expect(error.faults[0]!.where).toMatchObject({ file: import.meta.filename, line: at })
    expect(at).toBeGreaterThan(0)
  })

  it("is refused for the gradient that it needs, at the line that asks for it", async () => {
    let at = 0
    const error = await refused(
      program((x) => {
        at = line() + 1
        const found = valueAndGradients({ x }, (p) => ({ loss: tf.sum(tf.cumsum(p["x"]!)) }))
        return found.gradients["x"]!
      }),
    )
    expect(error.reason).toBe("unsupported")
    expect(error.faults[0]!.what).toContain("Cumsum")
    expect(error.faults[0]!.where).toMatchObject({ file: import.meta.filename, line: at })
  })

  it("is refused for reading values", async () => {
    let at = 0
    const error = await refused(
      program((x) => {
        at = line() + 1
        return x.dataSync()[0] === 0 ? x : tf.neg(x)
      }),
    )
    expect(error.reason).toBe("read")
    expect(error.faults[0]!.where).toMatchObject({ file: import.meta.filename, line: at })
  })

  it.each([
    { name: "randomNormal", draw: () => tf.randomNormal([2, 3]) },
    { name: "randomUniform", draw: () => tf.randomUniform([2, 3]) },
    { name: "randomUniform, seeded", draw: () => tf.randomUniform([2, 3], 0, 1, "float32", 7) },
    { name: "randomStandardNormal", draw: () => tf.randomStandardNormal([2, 3]) },
    { name: "randomGamma", draw: () => tf.randomGamma([2, 3], 1) },
    { name: "truncatedNormal", draw: () => tf.truncatedNormal([2, 3]) },
    { name: "rand", draw: () => tf.rand([2, 3], () => 0.5) },
    { name: "dropout", draw: (x: tf.Tensor) => tf.dropout(x, 0.5) },
  ])("is refused for drawing random numbers: $name", async ({ draw }) => {
    const error = await refused(program((x) => tf.add(x, draw(x))))
    expect(error.reason).toBe("random")
    expect(error.faults[0]!.where.file).toBe(import.meta.filename)
  })

  it("is refused for a tensor made outside of it", async () => {
    await tf.setBackend("cpu")
    const outside = tf.tensor2d([[1, 2, 3]])
    const error = await refused(program((x) => tf.add(x, outside)))
    expect(error.reason).toBe("foreign")
    expect(error.faults[0]!.where.file).toBe(import.meta.filename)
  })

  it("leaves tfjs as it was", async () => {
    await tf.setBackend("cpu")
    await refused(program((x) => tf.einsum("ij->ji", x)))
    expect(tf.getBackend()).toBe("cpu")
    expect(tf.engine().backendNames()).not.toContain("ablate-trace")
  })
})

describe("a body that is wrong", () => {
  it.each([
    { way: "compiled", device: compiled },
    { way: "eager", device: eager },
  ])("is reported with its line, $way", async ({ device }) => {
    let at = 0
    const wrong = program((x) => {
      at = line() + 1
      return linear(x, tf.ones([4, 5]))
    })
    const step = Effect.flatMap(prepare(wrong, device), (prepared) =>
      prepared.step({ x: new Float32Array(6) }),
    )
    const error = await Effect.runPromise(Effect.scoped(Effect.flip(step)))
    expect(error.reason).toBe("body")
    expect(error.faults[0]!.where).toMatchObject({ file: import.meta.filename, line: at })
  })

  it("is refused for state of another shape, or not declared", async () => {
    const error = await refused({
      name: "faulty",
      state: { w: float32(2), v: float32(2) },
      inputs: {},
      body: ({ w }: Tensors) => ({
        state: { w: tf.reshape(w!, [1, 2]), u: w!, v: tf.cast(w!, "int32") },
        outputs: {},
      }),
    })
    expect(error.reason).toBe("body")
    expect(error.faults.map(({ where }) => where.field)).toEqual(["state.w", "state.u", "state.v"])
  })
})

describe("arrays", () => {
  const counter: Program = {
    name: "counter",
    state: { n: float32(2) },
    inputs: { x: float32(2, 3) },
    body: ({ n }) => ({ state: { n: tf.add(n!, 1) }, outputs: {} }),
  }

  it.each([
    { way: "compiled", device: compiled },
    { way: "eager", device: eager },
  ])("are refused, all faults at once, $way", ({ device }) =>
    Effect.runPromise(
      Effect.scoped(
        Effect.gen(function* () {
          const prepared = yield* prepare(counter, device)
          const early = yield* Effect.flip(prepared.step({ x: new Float32Array(6) }))
          expect(early.message).toContain("never loaded")
          const wrongState = yield* Effect.flip(prepared.load({ n: new Float32Array(3) }))
          expect(wrongState.reason).toBe("arrays")
          expect(wrongState.message).toContain("state.n is a Float32Array of 3 values")
          expect(wrongState.message).toContain("2 values of float32 for shape [2]")
          yield* prepared.load({ n: new Float32Array(2) })
          const wrong = { x: new Int32Array(6), y: new Float32Array(1) }
          const wrongInputs = yield* Effect.flip(prepared.step(wrong))
          expect(wrongInputs.faults.map(({ where }) => where.field)).toEqual([
            "inputs.x",
            "inputs.y",
          ])
          const missing = yield* Effect.flip(prepared.step({}))
          expect(missing.message).toContain("inputs.x is missing")
        }),
      ),
    ),
  )
})

describe("the device tensorflow", () => {
  it("says how to install it when it is absent", async () => {
    const error = await refused(
      program((x) => x),
      { kind: "tensorflow" },
    )
    expect(error.reason).toBe("backend")
    expect(error.message).toContain("@tensorflow/tfjs-node-gpu")
    expect(error.message).toContain("docs/devices.md")
  })
})
