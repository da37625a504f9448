import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { vit } from "../../dsl/encoder.ts"
import { modalityMask, patchMask, positionMask } from "../../dsl/mask.ts"
import { adam } from "../../dsl/optimizer.ts"
import { levels, m2mae, mae } from "../../dsl/pretraining.ts"
import { type Arrays, prepare } from "../../runtime/engine/index.ts"
import vitModule from "../../runtime/nn/encoders/vit.ts"
import m2maeObjective from "../../runtime/pretraining/m2mae.ts"
import maeObjective from "../../runtime/pretraining/mae.ts"
import { initialState } from "../../runtime/pretraining/program.ts"
import { termGradientsProgram } from "../../runtime/pretraining/termGradients.ts"
import { random } from "../../runtime/random/random.ts"
import adamOptimizer from "../../runtime/training/optimizers/adam.ts"
import { images } from "./images.ts"
import { builtInMasks } from "./masks.ts"
import { series, train } from "./train.ts"

const optimizer = adam({ lr: 1e-3 })
const [channels, batch] = [3, 2]
const image = images(batch, channels, 8, 0)
const encoder = vitModule.model(vit({ crop: 8, patch: 4, width: 12, depth: 2, heads: 2 }), channels)
const context = { encoder, batch, masks: builtInMasks }
const cpu = { kind: "cpu", threads: 1 } as const

const modelOf = (options: Partial<Parameters<typeof m2mae>[0]>) =>
  m2maeObjective.model(
    m2mae({
      mask: [modalityMask(), positionMask(), patchMask()],
      pbt: levels(1, 2),
      epochs: 1,
      batch,
      optimizer,
      ...options,
    }),
    context,
  )

const loss = { mse: 3, adversarial: 0.5, pbt: 0.02 }

/** What the program puts out at the first weights. */
const measured = (
  options: Partial<Parameters<typeof m2mae>[0]>,
  microBatch: number | null = null,
): Promise<Readonly<Record<string, number>>> => {
  const model = modelOf(options)
  const program = termGradientsProgram(model, context, microBatch)
  if (program === undefined) throw new Error("M2-MAE says what its terms weigh")
  const first = initialState(
    model,
    { optimizer, implementation: adamOptimizer },
    random(0, "weights"),
  )
  const weights = Object.fromEntries(
    Object.entries(first).filter(([name]) => name in program.state),
  )
  const run = Effect.gen(function* () {
    const prepared = yield* prepare(program, cpu)
    yield* prepared.load(weights)
    return yield* prepared.step({ image, ...model.draw(random(0, "draw")) })
  })
  return Effect.runPromise(Effect.scoped(run)).then((outputs) =>
    Object.fromEntries(
      Object.entries(outputs).map(([name, [value]]) => [name, value ?? Number.NaN]),
    ),
  )
}

/** Adam's first moment after a first step is (1 - beta1) times the gradient. */
const encoderNorm = (after: Arrays): number =>
  Math.sqrt(
    Object.entries(after)
      .filter(([name]) => name.startsWith("m:encoder."))
      .flatMap(([, values]) => [...values])
      .reduce((sum, moment) => sum + (moment / 0.1) ** 2, 0),
  )

describe("the gradients of M2-MAE's terms at the encoder", () => {
  it("are those of a training by one term alone, weighted", async () => {
    const all = await measured({ loss })
    for (const term of ["mse", "adversarial", "pbt"] as const) {
      const alone = { mse: 0, adversarial: 0, pbt: 0, [term]: loss[term] }
      const model = modelOf({ loss: alone })
      const { after } = await train(model, context, optimizer, image, 1, cpu)
      expect(all[`norm:${term}`]! / encoderNorm(after)).toBeCloseTo(1, 3)
    }
  })

  it("come with what each level adds to the PBT", async () => {
    const all = await measured({ loss })
    const { outputs } = await train(modelOf({ loss }), context, optimizer, image, 1, cpu)
    expect((all["pbt.1"]! + all["pbt.2"]!) / series(outputs, "pbt")[0]!).toBeCloseTo(1, 5)
  })

  it("are the batch's where crops go through a few at a time", async () => {
    const [whole, parts] = [await measured({ loss }), await measured({ loss }, 1)]
    expect(Object.keys(parts)).toEqual(Object.keys(whole))
    for (const [name, value] of Object.entries(whole))
      expect(parts[name]! / value).toBeCloseTo(1, 4)
  })

  it("are of the terms that are in the graph", async () => {
    const names = Object.keys(await measured({ loss: { mse: 1, adversarial: 0, pbt: 0 } }))
    expect(names).toEqual(["norm:mse"])
  })
})

it("an objective with one loss has no terms to compare", () => {
  const model = maeObjective.model(
    mae({ decoder: { width: 12, depth: 1, heads: 2 }, epochs: 1, batch, optimizer }),
    context,
  )
  expect(termGradientsProgram(model, context, null)).toBeUndefined()
})
