import { Effect, type Scope } from "effect"
import { describe, expect, it } from "vitest"
import {
  type Arrays,
  binaryCrossEntropyWithLogits,
  type Device,
  gelu,
  layerNorm,
  linear,
  prepare,
  type Program,
  type Tensors,
  tf,
  valueAndGradients,
} from "../../runtime/engine/index.ts"
import { random } from "../../runtime/random/random.ts"
import { compiled, differences, drawn, eager, float32 } from "./agreement.ts"

const generator = { g1: float32(6, 8), gamma: float32(8), beta: float32(8), g2: float32(8, 6) }
const discriminator = { d1: float32(6, 5), d2: float32(5, 1) }

const pick = (tensors: Tensors, names: object): Tensors =>
  Object.fromEntries(Object.keys(names).map((name) => [name, tensors[name]!]))

const generate = (p: Tensors, x: tf.Tensor): tf.Tensor =>
  linear(gelu(layerNorm(linear(x, p["g1"]!), p["gamma"]!, p["beta"]!)), p["g2"]!)

const judge = (p: Tensors, x: tf.Tensor): tf.Tensor =>
  linear(tf.tanh(linear(x, p["d1"]!)), p["d2"]!)

const against = (logits: tf.Tensor, target: number): tf.Scalar =>
  tf.mean<tf.Scalar>(binaryCrossEntropyWithLogits(logits, tf.fill(logits.shape, target)))

// A denoiser with an adversary: two losses, two updates, the first with momentum.
const adversarial: Program = {
  name: "adversarial",
  state: { ...generator, ...discriminator, velocity: float32(6, 8), unused: float32(2) },
  inputs: { x: float32(4, 6), noise: float32(4, 6), rate: float32() },
  body: (state, { x, noise, rate }) => {
    const theirs = pick(state, discriminator)
    const first = valueAndGradients(
      { ...pick(state, generator), unused: state["unused"]! },
      (p) => {
        const fake = generate(p, tf.add(x!, noise!))
        const error = tf.mean<tf.Scalar>(tf.square(tf.sub(fake, x!)))
        return { loss: tf.add(error, against(judge(theirs, fake), 1)), aux: { fake, error } }
      },
    )
    const second = valueAndGradients(theirs, (p) => ({
      loss: tf.add(against(judge(p, x!), 1), against(judge(p, first.aux["fake"]!), 0)),
    }))
    const gradients = { ...first.gradients, ...second.gradients }
    const velocity = tf.add(tf.mul(state["velocity"]!, 0.9), gradients["g1"]!)
    const descended = Object.entries({ ...gradients, g1: velocity }).map(([name, gradient]) => [
      name,
      tf.sub(state[name]!, tf.mul(gradient, rate!)),
    ])
    return {
      state: { ...Object.fromEntries(descended), velocity },
      outputs: { generator: first.loss, discriminator: second.loss, error: first.aux["error"]! },
    }
  },
}

const initial = drawn(adversarial.state, random(3, "initial"))
const inputsOf = (step: number): Arrays => ({
  ...drawn(adversarial.inputs, random(3, "inputs", step)),
  rate: Float32Array.of(0.05),
})

const run = (device: Device, steps: number) =>
  Effect.gen(function* () {
    const prepared = yield* prepare(adversarial, device)
    yield* prepared.load(initial)
    const outputs: Arrays[] = []
    for (let step = 0; step < steps; step++) outputs.push(yield* prepared.step(inputsOf(step)))
    return { outputs, state: yield* prepared.save(), info: prepared.info }
  })

const scoped = <A, E>(effect: Effect.Effect<A, E, Scope.Scope>): Promise<A> =>
  Effect.runPromise(Effect.scoped(effect))

describe("a step with two losses and two updates", () => {
  it("is the same compiled and eager, over steps", async () => {
    const [found, expected] = [await scoped(run(compiled, 5)), await scoped(run(eager, 5))]
    // Five steps let float32 rounding grow.
    expect(differences(found.state, expected.state, 1e-4)).toEqual([])
    expected.outputs.forEach((outputs, step) => {
      expect(differences(found.outputs[step]!, outputs, 1e-4)).toEqual([])
    })
    expect(found.state["g1"]).not.toEqual(initial["g1"])
    expect(found.state["unused"]).toEqual(initial["unused"])
  })
})

describe("state", () => {
  it.each([
    { way: "compiled", device: compiled },
    { way: "eager", device: eager },
  ])("survives save and load bit for bit, $way", async ({ device }) => {
    const unbroken = await scoped(run(device, 4))
    const resumed = await scoped(
      Effect.gen(function* () {
        const first = yield* prepare(adversarial, device)
        yield* first.load(initial)
        for (let step = 0; step < 2; step++) yield* first.step(inputsOf(step))
        const saved = yield* first.save()
        const second = yield* prepare(adversarial, device)
        yield* second.load(saved)
        for (let step = 2; step < 4; step++) yield* second.step(inputsOf(step))
        return yield* second.save()
      }),
    )
    expect(resumed).toEqual(unbroken.state)
  })

  it.each([
    { way: "compiled", device: compiled },
    { way: "eager", device: eager },
  ])("is a copy on its way in and out, $way", async ({ device }) => {
    const counter: Program = {
      name: "counter",
      state: { n: float32(2) },
      inputs: { x: float32(2) },
      body: ({ n }, { x }) => ({ state: { n: x! }, outputs: { n: n!, same: n!, x: x! } }),
    }
    await scoped(
      Effect.gen(function* () {
        const prepared = yield* prepare(counter, device)
        const given = Float32Array.of(1, 2)
        yield* prepared.load({ n: given })
        given.fill(9)
        const x = Float32Array.of(3, 4)
        const outputs = yield* prepared.step({ x })
        x.fill(9)
        expect(outputs).toEqual({
          n: Float32Array.of(1, 2),
          same: Float32Array.of(1, 2),
          x: Float32Array.of(3, 4),
        })
        const saved = yield* prepared.save()
        saved["n"]!.fill(9)
        expect(yield* prepared.save()).toEqual({ n: Float32Array.of(3, 4) })
      }),
    )
  })
})

describe("an eager session", () => {
  it("leaves no tensor behind", async () => {
    const before = tf.memory().numTensors
    await scoped(run(eager, 3))
    expect(tf.memory().numTensors).toBe(before)
  })
})
