import { expect, it } from "vitest"
import { vit } from "../../dsl/encoder.ts"
import { patchMask, positionMask } from "../../dsl/mask.ts"
import { adam } from "../../dsl/optimizer.ts"
import { barlowTwins, levels, m2mae, mae, moco, simmim } from "../../dsl/pretraining.ts"
import type { Arrays } from "../../runtime/engine/index.ts"
import vitModule from "../../runtime/nn/encoders/vit.ts"
import barlowTwinsObjective from "../../runtime/pretraining/barlowTwinsObjective.ts"
import m2maeObjective from "../../runtime/pretraining/m2mae.ts"
import maeObjective from "../../runtime/pretraining/mae.ts"
import mocoObjective from "../../runtime/pretraining/moco.ts"
import simmimObjective from "../../runtime/pretraining/simmim.ts"
import { images } from "./images.ts"
import { builtInMasks } from "./masks.ts"
import { train } from "./train.ts"

const channels = 2
// Adam divides by the root of a moment: a large epsilon keeps rounding of small gradients small.
const optimizer = adam({ lr: 1e-3, weightDecay: 0.05, clip: 1, epsilon: 1e-3 })
const batch = 4
const image = images(batch, channels, 8, 0)
const twoViews = images(2 * batch, channels, 8, 0)
const training = { epochs: 1, batch, optimizer }
const mask = [positionMask(), patchMask()]

const cases = (["stacked", "perModality"] as const).flatMap((tokens) =>
  (["m2mae", "mae", "simmim", "moco", "barlowTwins"] as const).map((kind) => ({ tokens, kind })),
)

const largestDifference = (a: Arrays, b: Arrays): number =>
  Math.max(
    ...Object.entries(a).map(([name, values]) => {
      const scale = Math.max(1, ...values.map(Math.abs))
      return Math.max(
        ...values.map((value, index) => Math.abs(value - (b[name]?.[index] ?? Number.NaN)) / scale),
      )
    }),
  )

it.each(cases)("$kind with $tokens tokens steps alike compiled and eager", async (options) => {
  const encoder = vitModule.model(
    vit({ crop: 8, patch: 4, width: 12, depth: 2, heads: 2, tokens: options.tokens }),
    channels,
  )
  const context = { encoder, batch, masks: builtInMasks }
  const models = {
    m2mae: () =>
      m2maeObjective.model(
        m2mae({ mask, pbt: levels(1, 2), fill: "learned", ...training }),
        context,
      ),
    mae: () =>
      maeObjective.model(mae({ decoder: { width: 12, depth: 1, heads: 2 }, ...training }), context),
    simmim: () => simmimObjective.model(simmim(training), context),
    moco: () => mocoObjective.model(moco({ dim: 8, mlp: 16, ...training }), context),
    barlowTwins: () =>
      barlowTwinsObjective.model(barlowTwins({ projector: [16, 8], ...training }), context),
  }
  const model = models[options.kind]()
  const seen = (model.views ?? 1) === 1 ? image : twoViews
  const eager = await train(model, context, optimizer, seen, 3)
  const compiled = await train(model, context, optimizer, seen, 3, { kind: "cpu", threads: 1 })
  for (const [step, outputs] of eager.outputs.entries())
    expect(largestDifference(outputs, compiled.outputs[step] ?? {})).toBeLessThan(1e-4)
  expect(largestDifference(eager.after, compiled.after)).toBeLessThan(1e-4)
})
