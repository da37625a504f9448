import { Effect } from "effect"
import { beforeAll, describe, expect, it } from "vitest"
import { vit } from "../../../dsl/encoder.ts"
import { unetr as unetrDefinition } from "../../../dsl/network.ts"
import { type Device, prepare, type Program, tf } from "../../../runtime/engine/index.ts"
import { initialize } from "../../../runtime/nn/layers/initialize.ts"
import { stripPrefix, prefixed } from "../../../runtime/nn/layers/names.ts"
import { parameterCount, type Parameters, specsOf } from "../../../runtime/nn/layers/parameter.ts"
import unetr from "../../../runtime/nn/networks/unetr.ts"
import { tapsOf } from "../../../runtime/nn/networks/unetrLevels.ts"
import vitModule from "../../../runtime/nn/encoders/vit.ts"
import { channelsFirst, channelsLast } from "../../../runtime/nn/layers/volumeOrder.ts"
import { random } from "../../../runtime/random/random.ts"
import { hashed } from "../hashed.ts"
import { fromPyTorch, imported, isUnused, monai, ourName } from "../monai.ts"

const context = (encoder: ReturnType<typeof vit>, channels: number, outputs: number) => ({
  encoder: vitModule.model(encoder, channels),
  channels,
  outputs,
})

const whole = (features: number, made: ReturnType<typeof context>): Parameters => ({
  ...prefixed("encoder.", made.encoder.parameters),
  ...unetr.model(unetrDefinition({ features }), made).parameters,
})

const tensors = (parameters: Parameters) =>
  Object.fromEntries(
    Object.entries(initialize(parameters, random(0))).map(([name, values]) => [
      name,
      tf.tensor(values, [...(parameters[name]?.shape ?? [])]),
    ]),
  )

describe("unetr", () => {
  beforeAll(() => tf.setBackend("cpu"))

  const paper = context(vit({ crop: 96, patch: 16, width: 768, depth: 12, heads: 12 }), 4, 3)

  it("has as many parameters as MONAI's at the paper's size, 102 million", () => {
    expect(parameterCount(whole(16, paper))).toBe(monai.paperParameters)
    expect(monai.paperParameters).toBe(102_222_387)
  })

  it("has MONAI's names, and MONAI's shapes transposed", () => {
    const ours = whole(16, paper)
    const expected = Object.entries(monai.paperShapes)
      .filter(([name]) => !isUnused(name))
      .map(([name, shape]) => [ourName(name), fromPyTorch(shape.length).map((axis) => shape[axis])])
    expect(expected.map(([name]) => [name, ours[String(name)]?.shape])).toEqual(expected)
    const names = Object.keys(monai.small).filter((name) => !isUnused(name))
    expect(Object.keys(ours).toSorted()).toEqual(names.map(ourName).toSorted())
  })

  it.each<Device>([
    { kind: "eager", backend: "cpu" },
    { kind: "cpu", threads: 1 },
  ])("gives MONAI's logits for MONAI's weights on $kind", { timeout: 300_000 }, async (device) => {
    const made = context(vit({ crop: 32, patch: 16, width: 12, depth: 12, heads: 3 }), 3, 2)
    const state = Object.fromEntries(
      Object.entries(monai.small)
        .filter(([name]) => !isUnused(name))
        .map(([name, { index, shape }]) => {
          const drawn = hashed(
            index,
            shape.reduce((size, axis) => size * axis, 1),
          )
          const shift = name.includes("norm") && name.endsWith("weight") ? 1 : 0
          const values = Float32Array.from(drawn, (value) => value * 0.2 + shift)
          return [ourName(name), Float32Array.from(imported(values, shape).dataSync())]
        }),
    )
    const { forward } = unetr.model(unetrDefinition({ features: 2 }), made)
    const program: Program = {
      name: "unetr",
      state: specsOf(whole(2, made)),
      inputs: { image: { shape: [1, 3, 32, 32, 32], dtype: "float32" } },
      body: (weights, { image }) => {
        const parts = { encoder: stripPrefix("encoder.", weights), network: weights }
        return {
          state: {},
          outputs: { logits: channelsFirst(forward(parts, channelsLast(image!))) },
        }
      },
    }
    const run = Effect.gen(function* () {
      const prepared = yield* prepare(program, device)
      yield* prepared.load(state)
      return yield* prepared.step({ image: Float32Array.from(hashed(1000, 3 * 32 ** 3)) })
    })
    const { logits } = await Effect.runPromise(Effect.scoped(run))
    expect(logits).toHaveLength(2 * 32 ** 3)
    const errors = monai.logits.map((expected, index) =>
      Math.abs((logits?.[index * 509] ?? Number.NaN) - expected),
    )
    expect(Math.max(...errors)).toBeLessThan(1e-4)
  })

  it.each([
    { patch: 2, crop: 4, levels: 1 },
    { patch: 4, crop: 8, levels: 2 },
    { patch: 8, crop: 16, levels: 3 },
    { patch: [4, 8, 8], crop: [8, 16, 16], levels: 3 },
  ] as const)("drops levels for a patch of $patch", ({ patch, crop, levels }) => {
    const made = context(
      vit({ crop, patch, width: 6, depth: 4, heads: 2, tokens: "perModality" }),
      2,
      3,
    )
    const model = unetr.model(unetrDefinition({ features: 2 }), made)
    expect(
      Object.keys(model.parameters).filter((name) => name.includes(".transp_conv")),
    ).toHaveLength(levels + (levels - 1))
    const [d, h, w] = made.encoder.crop
    const image = tf.randomUniform([2, d, h, w, 2], -1, 1, "float32", 3)
    const weights = {
      encoder: tensors(made.encoder.parameters),
      network: tensors(model.parameters),
    }
    const logits = tf.tidy(() => model.forward(weights, image))
    expect(logits.shape).toEqual([2, d, h, w, 3])
    expect(logits.dataSync().every(Number.isFinite)).toBe(true)
  })

  it("taps a quarter, half and three quarters of the depth at four levels", () => {
    expect(tapsOf(4, 12)).toEqual([3, 6, 9])
    expect(tapsOf(4, 4)).toEqual([1, 2, 3])
    expect(tapsOf(3, 4)).toEqual([1, 3])
    expect(tapsOf(4, 2)).toEqual([1, 1, 2])
  })

  it("names a patch that it cannot upsample from", () => {
    const made = context(vit({ crop: 24, patch: 12, width: 6, depth: 4, heads: 2 }), 1, 1)
    const [fault] = unetr.faults?.(unetrDefinition(), made, "tasks.a.network") ?? []
    expect(fault?.what).toContain("12x12x12")
    expect(fault?.where.field).toBe("tasks.a.network")
  })
})
