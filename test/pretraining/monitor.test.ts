import { join } from "node:path"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { vit } from "../../dsl/encoder.ts"
import { adam } from "../../dsl/optimizer.ts"
import { mae, moco, simmim } from "../../dsl/pretraining.ts"
import { openVolume } from "../../runtime/data/volume/open.ts"
import { writeVolume } from "../../runtime/data/volume/write.ts"
import type { Arrays, Device } from "../../runtime/engine/index.ts"
import { initialize } from "../../runtime/nn/layers/initialize.ts"
import vitModule from "../../runtime/nn/encoders/vit.ts"
import type { ObjectiveModel } from "../../runtime/pretraining/contract.ts"
import maeObjective from "../../runtime/pretraining/mae.ts"
import mocoObjective from "../../runtime/pretraining/moco.ts"
import simmimObjective from "../../runtime/pretraining/simmim.ts"
import { random } from "../../runtime/random/random.ts"
import { collapseMonitor } from "../../runtime/stages/pretrain/collapseMonitor.ts"
import { temporaryFolder } from "../data/testData.ts"
import { builtInMasks } from "./masks.ts"
import { channels, phantoms } from "./phantom.ts"

const folder = temporaryFolder()
const shape = [16, 16, 16] as const
const subjects = 5
const all = phantoms(subjects, 1)
const size = all.length / subjects

const written = Array.from({ length: subjects }, (_, index) => async () => {
  const place = join(folder, String(index))
  const identity = [
    [1, 0, 0, 0],
    [0, 1, 0, 0],
    [0, 0, 1, 0],
    [0, 0, 0, 1],
  ] as const
  await Effect.runPromise(
    writeVolume(place, {
      meta: {
        id: String(index),
        channels: ["t1n", "t1c", "t2w", "t2f"],
        shape,
        spacing: [1, 1, 1],
        affine: identity,
        original: { shape, origin: [0, 0, 0] },
        sources: {},
      },
      image: all.slice(index * size, (index + 1) * size),
      label: new Uint8Array(16 ** 3),
    }),
  )
  return Effect.runPromise(openVolume(place))
})

const encoder = vitModule.model(
  vit({ crop: 16, patch: 8, width: 24, depth: 1, heads: 2 }),
  channels,
)
const context = { encoder, batch: 1, masks: builtInMasks }
const training = { epochs: 1, batch: 2, optimizer: adam({ lr: 1e-3 }) }
const decoder = { width: 12, depth: 1, heads: 2 }

const measured = async (model: ObjectiveModel, state: Arrays, device: Device) => {
  const volumes = await Promise.all(written.map((write) => write()))
  return Effect.runPromise(
    Effect.scoped(
      Effect.gen(function* () {
        const measure = yield* collapseMonitor(model, context, volumes, device)
        return yield* measure(state)
      }),
    ),
  )
}

const drawn = (model: ObjectiveModel) => initialize(model.parameters, random(0, "weights"))
const eager: Device = { kind: "eager", backend: "cpu" }

describe("the collapse monitor", () => {
  it("finds a collapsed encoder and reconstruction: all weights zero", async () => {
    const model = maeObjective.model(mae({ decoder, ...training }), context)
    const zero = Object.fromEntries(
      Object.entries(drawn(model)).map(([name, values]) => [name, values.map(() => 0)]),
    )
    // With the last norm's shift alone, every subject has the same features.
    const state = { ...zero, "encoder.norm.bias": drawn(model)["encoder.norm.bias"]!.fill(0.5) }
    const found = await measured(model, state, eager)
    expect(found["collapse.featureStd"]).toBeCloseTo(0, 6)
    expect(found["collapse.effectiveRank"]).toBeCloseTo(1, 6)
    expect(found["collapse.varianceRatio"]).toBeCloseTo(0, 6)
  })

  it("finds none in an encoder that passes images on, eager and compiled alike", async () => {
    const model = simmimObjective.model(simmim(training), context)
    const state = drawn(model)
    const found = await measured(model, state, eager)
    expect(found["collapse.featureStd"]).toBeGreaterThan(0.01)
    expect(found["collapse.effectiveRank"]).toBeGreaterThan(1.05)
    expect(found["collapse.effectiveRank"]).toBeLessThanOrEqual(subjects)
    expect(found["collapse.varianceRatio"]).toBeGreaterThan(0)
    const compiled = await measured(model, state, { kind: "cpu", threads: 1 })
    for (const [name, value] of Object.entries(found))
      expect(Math.abs((compiled[name] ?? Number.NaN) / value - 1)).toBeLessThan(1e-3)
  })

  it("has no ratio of variances where nothing is reconstructed", async () => {
    const model = mocoObjective.model(moco({ dim: 8, mlp: 8, ...training }), context)
    const found = await measured(model, drawn(model), eager)
    expect(Object.keys(found).toSorted()).toEqual(["collapse.effectiveRank", "collapse.featureStd"])
  })
})
