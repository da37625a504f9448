import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { Effect, Schema } from "effect"
import { describe, expect, it } from "vitest"
import { vit } from "../../dsl/encoder.ts"
import { modalityMask, patchMask, positionMask } from "../../dsl/mask.ts"
import { adam } from "../../dsl/optimizer.ts"
import { levels, m2mae, mae } from "../../dsl/pretraining.ts"
import { type Arrays, prepare } from "../../runtime/engine/index.ts"
import { chosen, stripPrefix } from "../../runtime/nn/layers/names.ts"
import vitModule from "../../runtime/nn/encoders/vit.ts"
import { encoderPrefix, type ObjectiveModel } from "../../runtime/pretraining/contract.ts"
import m2maeObjective from "../../runtime/pretraining/m2mae.ts"
import maeObjective from "../../runtime/pretraining/mae.ts"
import { initialState, pretrainingProgram, stepInputs } from "../../runtime/pretraining/program.ts"
import { random } from "../../runtime/random/random.ts"
import { embeddingProgram } from "../../runtime/training/embedding.ts"
import adamOptimizer from "../../runtime/training/optimizers/adam.ts"
import { exportInputs, exportWeights } from "../bench/export.ts"
import { joined } from "../bench/joined.ts"
import { temporaryFolder } from "../data/testData.ts"
import { builtInMasks } from "../pretraining/masks.ts"
import { channels, phantoms } from "../pretraining/phantom.ts"
import { runPython, withoutPython } from "../weights/python.ts"

const without = withoutPython("torch", "numpy")
const folder = temporaryFolder()
const peer = fileURLToPath(new URL("../bench/peer", import.meta.url))

const [batch, steps, size] = [4, 12, channels * 16 ** 3]
const optimizer = adam({ lr: 1e-3, weightDecay: 0.05, schedule: "constant" })
const training = { epochs: 1, batch, optimizer }
const told = { crop: 16, patch: 4, width: 48, depth: 2, heads: 4 } as const
const encoder = vitModule.model(vit(told), channels)
const context = { encoder, batch, masks: builtInMasks }

const hybrid = m2mae({
  mask: [modalityMask(), positionMask(), patchMask()],
  pbt: levels(1, 2),
  ...training,
})
const decoder = { width: 24, depth: 2, heads: 4 }

const arms = {
  m2mae: {
    model: m2maeObjective.model(hybrid, context),
    options: {
      pbt: hybrid.pbt,
      lambda: hybrid.lambda,
      pbtReduction: hybrid.pbtReduction,
      loss: hybrid.loss,
    },
  },
  mae: {
    model: maeObjective.model(mae({ decoder, ...training }), context),
    options: { decoder },
  },
}

/** Four subjects a step, another four in each, and five that are never trained on. */
const subjects = phantoms(32, 3)
const trainedOn = Array.from({ length: steps }, (_, step) =>
  subjects.slice(((4 * step) % 28) * size, (((4 * step) % 28) + 4) * size),
)
const whole = phantoms(5, 4)

const Answer = Schema.fromJsonString(
  Schema.Struct({
    before: Schema.Array(Schema.Array(Schema.Finite)),
    losses: Schema.Array(Schema.Finite),
    after: Schema.Array(Schema.Array(Schema.Finite)),
  }),
)

const update = { optimizer, implementation: adamOptimizer }

/** Trains here, having left for the peer what it needs to do the same. */
const ours = Effect.fnUntraced(function* (place: string, model: ObjectiveModel, options: object) {
  const initial = initialState(model, update, random(0, "weights"))
  const draws = trainedOn.map((_, step) => model.draw(random(0, "draw", step)))
  yield* exportWeights(place, model.parameters, initial)
  const volume = [channels, 16, 16, 16]
  yield* exportInputs(
    place,
    {
      image: { shape: [steps, batch, ...volume], dtype: "float32" },
      whole: { shape: [5, ...volume], dtype: "float32" },
    },
    { image: Float32Array.from(trainedOn.flatMap((each) => [...each])), whole },
  )
  yield* exportInputs(place, {}, joined(draws))
  const { lr, weightDecay, betas, epsilon } = optimizer
  writeFileSync(
    join(place, "setting.json"),
    JSON.stringify({
      ...options,
      threads: 1,
      steps,
      options: {
        ...options,
        batch,
        encoder: { ...told, channels },
        optimizer: { lr, weightDecay, betas, epsilon },
      },
    }),
  )
  const program = pretrainingProgram("peer", model, context, update)
  const cpu = { kind: "cpu", threads: 1 } as const
  const prepared = yield* prepare(program, cpu)
  yield* prepared.load(initial)
  const losses: number[] = []
  for (const [index, image] of trainedOn.entries()) {
    const inputs = { image, ...draws[index], ...stepInputs(model, update, index + 1, 1) }
    losses.push((yield* prepared.step(inputs))["loss"]?.[0] ?? Number.NaN)
  }
  const embedding = yield* prepare(embeddingProgram(encoder), cpu)
  const features = Effect.fnUntraced(function* (state: Arrays) {
    yield* embedding.load(
      stripPrefix(
        encoderPrefix,
        chosen(state, (name) => name in model.parameters),
      ),
    )
    const rows: number[][] = []
    for (let at = 0; at < whole.length; at += size)
      rows.push([
        ...((yield* embedding.step({ image: whole.slice(at, at + size) }))["features"] ?? []),
      ])
    return rows
  })
  const after = yield* features(yield* prepared.save())
  return { losses, before: yield* features(initial), after }
})

/** The norm of the difference over that of the second. */
const distance = (
  one: readonly (readonly number[])[],
  other: readonly (readonly number[])[],
): number => {
  const pairs = other.flatMap((row, at) =>
    row.map((value, index) => [(one[at]?.[index] ?? Number.NaN) - value, value] as const),
  )
  return Math.hypot(...pairs.map(([gap]) => gap)) / Math.hypot(...pairs.map(([, value]) => value))
}

describe.skipIf(without !== undefined)(
  `features of whole images after the same steps in PyTorch${without === undefined ? "" : ` (skipped: ${without})`}`,
  () => {
    it.each(["mae", "m2mae"] as const)(
      "agree after %s",
      async (arm) => {
        const place = join(folder, arm)
        mkdirSync(place)
        const { model, options } = arms[arm]
        const here = await Effect.runPromise(
          Effect.scoped(ours(place, model, { module: arm, ...options })),
        )
        const there = Schema.decodeUnknownSync(Answer)(
          runPython(
            "import sys; sys.path.insert(0, sys.argv[1]); import features; features.main(sys.argv[2])",
            peer,
            place,
          ),
        )
        const change = distance(there.after, there.before)
        expect(distance(here.before, there.before)).toBeLessThan(1e-5)
        expect(distance([here.losses], [there.losses])).toBeLessThan(1e-4)
        expect(distance(here.after, there.after)).toBeLessThan(1e-4)
        // The steps did move them, far beyond what is compared.
        expect(change).toBeGreaterThan(0.1)
      },
      240_000,
    )
  },
)
