import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { vit } from "../../dsl/encoder.ts"
import { adam } from "../../dsl/optimizer.ts"
import { mae, scratch } from "../../dsl/pretraining.ts"
import vitModule from "../../runtime/nn/encoders/vit.ts"
import maeObjective from "../../runtime/pretraining/mae.ts"
import { drawTokens } from "../../runtime/pretraining/maeTokens.ts"
import scratchObjective from "../../runtime/pretraining/scratch.ts"
import { random } from "../../runtime/random/random.ts"
import { images } from "./images.ts"
import { builtInMasks } from "./masks.ts"
import { series, train, unreached } from "./train.ts"

const optimizer = adam({ lr: 1e-2 })
const channels = 2
const image = images(2, channels, 8, 0)

const contextOf = (tokens: "stacked" | "perModality") => ({
  encoder: vitModule.model(
    vit({ crop: 8, patch: 4, width: 12, depth: 2, heads: 2, tokens }),
    channels,
  ),
  batch: 2,
  masks: builtInMasks,
})

const objective = (normalizedTarget = false) =>
  mae({
    decoder: { width: 12, depth: 1, heads: 2 },
    normalizedTarget,
    epochs: 1,
    batch: 2,
    optimizer,
  })

describe("mae", () => {
  it.each([
    { tokens: "stacked", normalizedTarget: false },
    { tokens: "perModality", normalizedTarget: false },
    { tokens: "stacked", normalizedTarget: true },
  ] as const)(
    "learns one batch, $tokens tokens, normalised $normalizedTarget",
    async ({ tokens, normalizedTarget }) => {
      const context = contextOf(tokens)
      const model = maeObjective.model(objective(normalizedTarget), context)
      const { outputs, after } = await train(model, context, optimizer, image, 30)
      const losses = series(outputs, "loss")
      expect(losses.at(-1)).toBeLessThan(0.7 * (losses[0] ?? 0))
      expect(unreached(model, after)).toEqual([])
    },
  )

  it("divides the tokens of each sample into visible and masked ones", () => {
    const sizes = fc.integer({ min: 2, max: 30 })
    fc.assert(
      fc.property(sizes, fc.nat(), (tokens, seed) => {
        const masked = 1 + (seed % (tokens - 1))
        const drawn = drawTokens(2, tokens, masked, random(seed))
        for (const sample of [0, 1]) {
          const row = (name: string, length: number): readonly number[] =>
            Array.from(drawn[name] ?? []).slice(sample * length, (sample + 1) * length)
          const order = [...row("visible", tokens - masked), ...row("masked", masked)]
          expect(order.toSorted((a, b) => a - b)).toEqual(order.map((_, token) => token))
          expect(row("restore", tokens).map((place) => order[place])).toEqual(
            order.map((_, token) => token),
          )
        }
      }),
    )
  })

  it("names a decoder whose heads do not divide its width", () => {
    const odd = { ...objective(), decoder: { width: 10, depth: 1, heads: 4 } }
    const faults = maeObjective.faults?.(odd, contextOf("stacked"), "pretraining")
    expect(faults?.map(({ where }) => where.field)).toEqual(["pretraining.decoder.heads"])
  })
})

it("scratch trains nothing", () => {
  expect(scratchObjective.trains).toBe(false)
  expect(scratchObjective.definition.kind).toBe(scratch().kind)
})
