import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { vit } from "../../../dsl/encoder.ts"
import { patchMask, positionMask } from "../../../dsl/mask.ts"
import { adam } from "../../../dsl/optimizer.ts"
import { levels, m2mae } from "../../../dsl/pretraining.ts"
import {
  type Arrays,
  type Device,
  exactMatMul,
  prepare,
  type Program,
  tf,
} from "../../../runtime/engine/index.ts"
import { libraryFile } from "../../../runtime/engine/session/native/library.ts"
import { moduleOf } from "../../../runtime/engine/stablehlo/program.ts"
import { openClient } from "../../../runtime/engine/session/pjrt/openClient.ts"
import { pluginFile } from "../../../runtime/engine/session/pjrt/pluginFile.ts"
import vitModule from "../../../runtime/nn/encoders/vit.ts"
import m2maeObjective from "../../../runtime/pretraining/m2mae.ts"
import { random } from "../../../runtime/random/random.ts"
import { images } from "../../pretraining/images.ts"
import { builtInMasks } from "../../pretraining/masks.ts"
import { train } from "../../pretraining/train.ts"
import { differences, drawn, float32 } from "../agreement.ts"
import { ownCache, plugin, whyNot, xlaCpu } from "../xlaCpu.ts"
import { momentum, stepsOf } from "./momentum.ts"

const cache = ownCache()
const cpu: Device = { kind: "cpu", threads: 1 }

const counting: Program = {
  name: "counting",
  state: { n: float32(3), seen: { shape: [2], dtype: "bool" } },
  inputs: { x: { shape: [3], dtype: "int32" } },
  body: ({ n, seen }, { x }) => ({
    state: { n: tf.add(n!, x!.toFloat()) },
    outputs: { n: n!, both: tf.logicalAnd(seen!, tf.tensor1d([true, false])) },
  }),
}

/** What is thrown while an environment variable has another value. */
const failureWith = (file: string | undefined, platform: "cpu" | "cuda"): string => {
  const before = process.env["ABLATE_XLA_PLUGIN"]
  if (file === undefined) delete process.env["ABLATE_XLA_PLUGIN"]
  else process.env["ABLATE_XLA_PLUGIN"] = file
  try {
    openClient(platform, {})
    return "nothing"
  } catch (thrown) {
    return String(thrown)
  } finally {
    if (before === undefined) delete process.env["ABLATE_XLA_PLUGIN"]
    else process.env["ABLATE_XLA_PLUGIN"] = before
  }
}

describe("a PJRT plugin", () => {
  it("is what ABLATE_XLA_PLUGIN names, or lies in the active Python environment", () => {
    const prefix = mkdtempSync(join(tmpdir(), "ablate-venv-"))
    expect(pluginFile("cuda", { ABLATE_XLA_PLUGIN: "/a.so", VIRTUAL_ENV: prefix })).toBe("/a.so")
    expect(pluginFile("cuda", { VIRTUAL_ENV: prefix })).toBeUndefined()
    expect(pluginFile("cuda", {})).toBeUndefined()
  })

  it("is refused by name where it is not there or is something else", () => {
    expect(failureWith("/nowhere/plugin.so", "cpu")).toMatch("/nowhere/plugin.so")
    expect(failureWith(libraryFile(), "cpu")).toMatch("does not export GetPjrtApi")
  })
})

describe.skipIf(plugin === undefined)(`XLA on the CPU${whyNot}`, { timeout: 120_000 }, () => {
  it("is no plugin for CUDA", () => {
    expect(failureWith(plugin, "cuda")).toMatch("is a PJRT plugin for cpu, not for cuda")
  })

  it("steps like ONNX Runtime, with the state on the device", async () => {
    const [there, here] = [await stepsOf(momentum, xlaCpu, 3), await stepsOf(momentum, cpu, 3)]
    here.outputs.forEach((outputs, step) =>
      expect(differences(there.outputs[step]!, outputs, 1e-5)).toEqual([]),
    )
    expect(differences(there.state, here.state, 1e-5)).toEqual([])
  })

  it("keeps what a body changes and what it leaves, and gives old values that it returns", async () => {
    const found = await Effect.runPromise(
      Effect.scoped(
        Effect.gen(function* () {
          const { load, step, save } = yield* prepare(counting, xlaCpu)
          yield* load({ n: Float32Array.of(0, 1, 2), seen: Uint8Array.of(1, 1) })
          const x = Int32Array.of(1, 2, -3)
          return [yield* step({ x }), yield* step({ x }), yield* save()]
        }),
      ),
    )
    expect(found).toEqual([
      { n: Float32Array.of(0, 1, 2), both: Uint8Array.of(1, 0) },
      { n: Float32Array.of(1, 3, -1), both: Uint8Array.of(1, 0) },
      { n: Float32Array.of(2, 5, -4), seen: Uint8Array.of(1, 1) },
    ])
  })

  it("leaves the event loop free during a step", async () => {
    const turns = await Effect.runPromise(
      Effect.scoped(
        Effect.gen(function* () {
          const program: Program = {
            name: "product",
            state: {},
            inputs: { x: float32(1200, 1200) },
            body: (_, { x }) => ({ state: {}, outputs: { y: tf.sum(tf.matMul(x!, x!)) } }),
          }
          const { step } = yield* prepare(program, xlaCpu)
          let turns = 0
          const timer = setInterval(() => turns++, 1)
          for (let run = 0; run < 5; run++) yield* step({ x: new Float32Array(1200 * 1200) })
          clearInterval(timer)
          return turns
        }),
      ),
    )
    expect(turns).toBeGreaterThan(5)
  })

  it("compiles again what is kept damaged, and not what is kept", async () => {
    const program: Program = {
      name: "kept",
      state: {},
      inputs: { x: float32(2) },
      body: (_, { x }) => ({ state: {}, outputs: { y: tf.mul(x!, 12345) } }),
    }
    const step = () =>
      Effect.runPromise(
        Effect.scoped(
          Effect.flatMap(prepare(program, xlaCpu), (made) =>
            made.step({ x: Float32Array.of(1, 2) }),
          ),
        ),
      )
    const before = new Set(readdirSync(cache))
    const expected = { y: Float32Array.of(12345, 24690) }
    expect(await step()).toEqual(expected)
    const [name, ...others] = readdirSync(cache).filter((each) => !before.has(each))
    expect(others).toEqual([])
    const file = join(cache, name!)
    const kept = readFileSync(file)
    expect(await step()).toEqual(expected)
    writeFileSync(file, kept.subarray(0, kept.length - 1))
    expect(await step()).toEqual(expected)
    expect(readFileSync(file).length).toBe(kept.length)
  })

  it("says which device there is none of, and the line of what it cannot compile", async () => {
    const faulty: Program = {
      name: "faulty",
      state: {},
      inputs: { x: float32(2) },
      body: (_, { x }) => ({ state: {}, outputs: { y: tf.cumsum(x!) } }),
    }
    const refused = (program: Program, device: Device) =>
      Effect.runPromise(Effect.scoped(Effect.flip(prepare(program, device))))
    const none = await refused(momentum, { kind: "xla", platform: "cpu", index: 9 })
    expect([none.reason, none.message]).toEqual(["backend", expect.stringContaining("device 9")])
    const { reason, faults } = await refused(faulty, xlaCpu)
    expect(reason).toBe("unsupported")
    expect(faults[0]?.where.file).toBe(import.meta.filename)
  })

  it("refuses steps after its scope", async () => {
    const { step } = await Effect.runPromise(
      Effect.scoped(
        Effect.tap(prepare(counting, xlaCpu), ({ load }) =>
          load({ n: new Float32Array(3), seen: new Uint8Array(2) }),
        ),
      ),
    )
    const x = Int32Array.of(1, 2, 3)
    const { message } = await Effect.runPromise(Effect.flip(step({ x })))
    expect(message).toMatch("the program was closed")
  })

  const optimizer = adam({ lr: 1e-3, weightDecay: 0.05, clip: 1, epsilon: 1e-3 })
  const encoder = vitModule.model(vit({ crop: 8, patch: 4, width: 12, depth: 2, heads: 2 }), 2)
  const context = { encoder, batch: 2, masks: builtInMasks }
  const objective = m2mae({
    mask: [positionMask(), patchMask()],
    pbt: levels(1, 2),
    epochs: 1,
    batch: 2,
    optimizer,
  })
  const model = m2maeObjective.model(objective, context)
  const m2maeSteps = (device: Device) =>
    train(model, context, optimizer, images(2, 2, 8, 0), 5, device)

  it("reads factors in bfloat16 where a program says so, and those of losses in float32", async () => {
    const half = await stepsOf({ ...momentum, precision: "bfloat16" }, xlaCpu, 3)
    const whole = await stepsOf(momentum, xlaCpu, 3)
    whole.outputs.forEach(({ loss }, step) => {
      const { loss: other } = half.outputs[step]!
      // bfloat16 keeps 8 bits: a factor is off by up to 2^-9.
      expect(Math.abs(other![0]! / loss![0]! - 1)).toBeLessThan(2e-3)
      expect(other).not.toEqual(loss)
    })
    const product = (multiply: typeof exactMatMul): Program => ({
      name: "product",
      precision: "bfloat16",
      state: {},
      inputs: { x: float32(2, 2) },
      body: (_, { x }) => ({ state: {}, outputs: { y: multiply(x!, x!) } }),
    })
    expect(moduleOf(product(tf.matMul)).text).toMatch(/dot_general.*bf16>\) -> tensor<2x2xf32>/)
    expect(moduleOf(product(exactMatMul)).text).not.toContain("bf16")
    const refused = await Effect.runPromise(
      Effect.scoped(Effect.flip(prepare(product(tf.matMul), cpu))),
    )
    expect(refused.message).toContain("bfloat16, in which the device does not compute")
  })

  it("gives M2-MAE the losses of ONNX Runtime, and the same bits each time", async () => {
    const [there, again] = [await m2maeSteps(xlaCpu), await m2maeSteps(xlaCpu)]
    const here = await m2maeSteps(cpu)
    here.outputs.forEach((outputs, step) =>
      expect(differences(there.outputs[step]!, outputs, 1e-4)).toEqual([]),
    )
    expect(again).toEqual(there)
  })

  it("goes on from a saved state with the same bits", async () => {
    const from = (state: Arrays, steps: readonly number[]) =>
      Effect.runPromise(
        Effect.scoped(
          Effect.gen(function* () {
            const { load, step, save } = yield* prepare(momentum, xlaCpu)
            yield* load(state)
            for (const number of steps)
              yield* step({
                ...drawn(momentum.inputs, random(5, "inputs", number)),
                rate: Float32Array.of(0.01),
              })
            return yield* save()
          }),
        ),
      )
    const initial = drawn(momentum.state, random(5, "initial"))
    const half = await from(initial, [0, 1])
    expect(await from(half, [2, 3])).toEqual(await from(initial, [0, 1, 2, 3]))
  })
})
