/**
 * How hard each term of M2-MAE's loss pulls at the encoder before training, for each reading of its
 * equations: a table as Markdown, for docs/methods/m2mae.md. One batch of four crops of the first two
 * subjects of BraTS 2023, one draw of the default masks, every term at weight 1.
 *
 *   ABLATE_TEST_DATA=../shared/data node test/bench/readings.ts           width 96, depth 12, 48³, patch 8
 *   ABLATE_TEST_DATA=../shared/data node test/bench/readings.ts vitB      ViT-B, 96³, patch 16
 */
import { availableParallelism, tmpdir } from "node:os"
import { join } from "node:path"
import { mkdtempSync, rmSync } from "node:fs"
import { Effect } from "effect"
import { vit } from "../../dsl/encoder.ts"
import { modalityMask, patchMask, positionMask } from "../../dsl/mask.ts"
import { adam } from "../../dsl/optimizer.ts"
import { levels, m2mae } from "../../dsl/pretraining.ts"
import { readImageCrop } from "../../runtime/data/volume/crop.ts"
import { prepare } from "../../runtime/engine/index.ts"
import vitModule from "../../runtime/nn/encoders/vit.ts"
import { chosen, stripPrefix } from "../../runtime/nn/layers/names.ts"
import m2maeObjective from "../../runtime/pretraining/m2mae.ts"
import { initialState } from "../../runtime/pretraining/program.ts"
import { normOf, termGradientsProgram } from "../../runtime/pretraining/termGradients.ts"
import { random } from "../../runtime/random/random.ts"
import { drawOrigin } from "../../runtime/training/cropOrigin.ts"
import adamOptimizer from "../../runtime/training/optimizers/adam.ts"
import { builtInMasks } from "../pretraining/masks.ts"
import { markdown } from "./table.ts"
import { realVolumes } from "./volumes.ts"

const optimizer = adam({ lr: 1e-3 })
const batch = 4
const declared =
  process.argv[2] === "vitB"
    ? vit({ crop: 96, patch: 16, width: 768, depth: 12, heads: 12 })
    : vit({ crop: 48, patch: 8, width: 96, depth: 12, heads: 6 })

const none = { mse: 0, adversarial: 0, pbt: 0 }
const pbt = { ...none, pbt: 1 }
const printed = { lambda: 1, pbtReduction: "sum" } as const
const readings = {
  default: {},
  'MSE, `mseReduction: "sum"`': { loss: { ...none, mse: 1 }, mseReduction: "sum" },
  'PBT, `pbtReduction: "sum"`, lambda 1': { loss: pbt, ...printed },
  'PBT, `"sum"`, lambda 0.0051': { loss: pbt, pbtReduction: "sum" },
  'PBT, `"perDimension"`, lambda 1': { loss: pbt, lambda: 1 },
  'PBT, `"sum"`, lambda 1, `pbtCorrelation: "centred"`': {
    loss: pbt,
    ...printed,
    pbtCorrelation: "centred",
  },
  'PBT, `"sum"`, lambda 0.0051, `"centred"`': {
    loss: pbt,
    pbtReduction: "sum",
    pbtCorrelation: "centred",
  },
  'PBT, `"sum"`, lambda 1, `pbtNorm: "after"`': { loss: pbt, ...printed, pbtNorm: "after" },
} satisfies Readonly<Record<string, Partial<Parameters<typeof m2mae>[0]>>>

const folder = mkdtempSync(join(tmpdir(), "ablate-readings-"))
const rows = Effect.gen(function* () {
  const { volumes, source } = yield* realVolumes(folder)
  const { crop } = vitModule.model(declared, 1)
  const crops = yield* Effect.forEach(
    volumes.slice(0, 2).flatMap((volume) => [volume, volume]),
    Effect.fnUntraced(function* (volume, index) {
      const choice = { foreground: 0, regions: [] }
      const origin = yield* drawOrigin(volume, crop, choice, random(0, "readings", index))
      return yield* readImageCrop(volume, origin, crop)
    }),
  )
  const image = Float32Array.from(crops.flatMap((each) => [...each]))
  const encoder = vitModule.model(declared, volumes[0]?.meta.channels.length ?? 0)
  const context = { encoder, batch, masks: builtInMasks }
  console.error(source)
  return yield* Effect.forEach(
    Object.entries(readings),
    Effect.fnUntraced(function* ([reading, options]) {
      const objective = m2mae({
        mask: [modalityMask({ count: 1 }), positionMask({ ratio: 0.5 }), patchMask({ ratio: 0.5 })],
        pbt: levels(3, 6, 9, 12),
        epochs: 1,
        batch,
        optimizer,
        ...options,
      })
      const model = m2maeObjective.model(objective, context)
      const program = termGradientsProgram(model, context, null)
      if (program === undefined) return []
      const prepared = yield* prepare(program, { kind: "cpu", threads: availableParallelism() })
      const update = { optimizer, implementation: adamOptimizer }
      const weights = initialState(model, update, random(0, "weights"))
      yield* prepared.load(chosen(weights, (name) => name in program.state))
      const outputs = yield* prepared.step({ image, ...model.draw(random(0, "draw")) })
      const norms = stripPrefix(normOf, outputs)
      const lines = Object.entries(norms).map(([term, [norm = Number.NaN]]) => [
        reading === "default" ? `${term}, default` : reading,
        norm.toPrecision(3),
      ])
      console.error(lines.map((line) => line.join(": ")).join("\n"))
      return lines
    }, Effect.scoped),
  )
})

try {
  console.log(
    markdown(["term, reading", "norm of the gradient"], (await Effect.runPromise(rows)).flat()),
  )
} finally {
  rmSync(folder, { recursive: true })
}
