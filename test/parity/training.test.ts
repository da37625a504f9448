import { Effect, Result } from "effect"
import { describe, expect, it } from "vitest"
import { adam } from "../../dsl/optimizer.ts"
import {
  type Arrays,
  prepare,
  type Program,
  tf,
  valueAndGradients,
} from "../../runtime/engine/index.ts"
import { stripPrefix } from "../../runtime/nn/layers/names.ts"
import { channelsLast } from "../../runtime/nn/layers/volumeOrder.ts"
import { specsOf } from "../../runtime/nn/layers/parameter.ts"
import adamOptimizer from "../../runtime/training/optimizers/adam.ts"
import { diceAndCrossEntropy } from "../../runtime/training/losses.ts"
import { inferenceProgram, segmentationProgram } from "../../runtime/training/segmentation.ts"
import { encoderOf, parametersOf, segmenterOf } from "../../runtime/weights/description.ts"
import type { Hints } from "../../runtime/weights/infer.ts"
import { importStateDict } from "../../runtime/weights/importStateDict.ts"
import { monaiLayouts, type MonaiNetwork } from "../../runtime/weights/monai.ts"
import { readStateDict } from "../../runtime/weights/readStateDict.ts"
import { hashed } from "../nn/hashed.ts"
import { fixture, off, parity, sampleError } from "./fixture.ts"

const device = { kind: "cpu", threads: 1 } as const
const lr = 1e-3
const optimizers = { adam: adam({ lr }), adamw: adam({ lr, weightDecay: 0.05 }) } as const

const importedAs = async (network: MonaiNetwork, crop: readonly [number, number, number]) => {
  const file = fixture(`${network}.safetensors`)
  const patch: Hints["patch"] = network === "vit" ? [4, 4, 4] : undefined
  const hints: Hints = { heads: 3, order: "zyx", patch, crop }
  const tensors = await Effect.runPromise(readStateDict(file))
  return Result.getOrThrow(importStateDict(file, tensors, network, hints))
}

const values = (seed: number, count: number) => Float32Array.from(hashed(seed, count))

/** One step from given weights; gives outputs and state. */
const oneStep = (
  program: Program,
  weights: Arrays,
  optimizer: ReturnType<typeof adam>,
  inputs: Arrays,
) =>
  Effect.runPromise(
    Effect.scoped(
      Effect.gen(function* () {
        const prepared = yield* prepare(program, device)
        const zeros = Object.entries(program.state).map(([name, { shape }]) => [
          name,
          new Float32Array(shape.reduce((size, axis) => size * axis, 1)),
        ])
        yield* prepared.load({ ...Object.fromEntries(zeros), ...weights })
        const rates = adamOptimizer.inputValues(optimizer, 1, lr)
        const outputs = yield* prepared.step({ ...inputs, ...rates })
        return { outputs, state: yield* prepared.save() }
      }),
    ),
  )

const float = (state: Arrays, name: string): Float32Array => {
  const found = state[name]
  if (found instanceof Float32Array) return found
  throw new Error(`there is no ${name}`)
}

/** The first moment after a first step is (1 - beta1) times the gradient. */
const gradientOf = (state: Arrays) => (name: string) =>
  float(state, `m:${name}`).map((moment) => moment / 0.1)

describe("a UNETR of MONAI's", { timeout: 300_000 }, async () => {
  const { description, weights, form } = await importedAs("unetr", [32, 32, 16])
  const segmenter = segmenterOf(description)!
  const layouts = monaiLayouts(description, form)
  const image = values(1, 2 * 32 * 32 * 16)
  const truth = values(2, 3 * 32 * 32 * 16).map((value) => (value > 0.3 ? 1 : 0))

  it("gives the same logits", async () => {
    const { logits } = await Effect.runPromise(
      Effect.scoped(
        Effect.gen(function* () {
          const prepared = yield* prepare(inferenceProgram(segmenter, 1), device)
          yield* prepared.load(weights)
          return yield* prepared.step({ image })
        }),
      ),
    )
    expect(sampleError(logits!, parity.unetr.logits)).toBeLessThan(1e-4)
  })

  it.each(["adam", "adamw"] as const)(
    "has the same losses, gradients and weights after a step of Dice + BCE by %s",
    async (name) => {
      const program = segmentationProgram({
        segmenter,
        batch: 1,
        loss: { terms: diceAndCrossEntropy, weights: { dice: 1, bce: 1 } },
        optimizer: optimizers[name],
        implementation: adamOptimizer,
      })
      const { outputs, state } = await oneStep(program, weights, optimizers[name], { image, truth })
      for (const [loss, expected] of Object.entries(parity.unetr.losses))
        expect(outputs[loss]?.[0]).toBeCloseTo(expected, 5)
      expect(off(layouts, gradientOf(state), parity.unetr.gradients, 1e-4)).toEqual([])
      expect(off(layouts, (ours) => float(state, ours), parity.unetr[name], 1e-4)).toEqual([])
    },
  )
})

describe("a ViT of MONAI's", { timeout: 300_000 }, async () => {
  const { description, weights, form } = await importedAs("vit", [16, 16, 8])
  const encoder = encoderOf(description)
  const layouts = monaiLayouts(description, form)
  const parameters = specsOf(parametersOf(description))
  const names = Object.keys(parameters)
  const image = values(3, 2 * 2 * 16 * 16 * 8)
  const target = values(4, 2 * 32 * 12)

  const program = (optimizer: ReturnType<typeof adam>): Program => ({
    name: "regression of tokens",
    state: { ...parameters, ...adamOptimizer.state(parameters) },
    inputs: {
      image: { shape: [2, 2, 16, 16, 8], dtype: "float32" },
      target: { shape: [2, 32, 12], dtype: "float32" },
      ...adamOptimizer.inputs,
    },
    body: (state, inputs) => {
      const trained = Object.fromEntries(names.map((name) => [name, state[name]!]))
      const { loss, gradients, aux } = valueAndGradients(trained, (all) => {
        const own = stripPrefix("encoder.", all)
        const image = channelsLast(inputs["image"]!)
        const { tokens } = encoder.encode(own, image)
        const error = tf.squaredDifference(tokens, inputs["target"]!)
        return { loss: tf.mean<tf.Scalar>(error), aux: { tokens } }
      })
      const update = { weights: trained, gradients, state, inputs }
      const after = adamOptimizer.update(optimizer, update)
      return { state: { ...after.weights, ...after.state }, outputs: { loss, ...aux } }
    },
  })

  it.each(["adam", "adamw"] as const)(
    "has the same tokens, loss, gradients and weights after a step of MSE by %s",
    async (name) => {
      const optimizer = optimizers[name]
      const { outputs, state } = await oneStep(program(optimizer), weights, optimizer, {
        image,
        target,
      })
      const tokens = parity.vit.tokens.map((value) => expect.closeTo(value, 4))
      expect([...outputs["tokens"]!]).toEqual(tokens)
      expect(outputs["loss"]?.[0]).toBeCloseTo(parity.vit.losses["loss"]!, 5)
      expect(off(layouts, gradientOf(state), parity.vit.gradients, 1e-4)).toEqual([])
      expect(off(layouts, (ours) => float(state, ours), parity.vit[name], 1e-4)).toEqual([])
    },
  )
})
