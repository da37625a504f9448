import { mkdtempSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { NodeServices } from "@effect/platform-node"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { cases as pretraining } from "../bench/cases/pretraining.ts"
import { cases as segmentation } from "../bench/cases/segmentation.ts"

const steps = 3

const trained = [...pretraining, ...segmentation].filter(({ name }) => name !== "sliding")

// ViT-B on crops of 96^3 voxels in four modalities: the sizes of the paper's section IV.
describe("training steps at the paper's size", () => {
  it.each(trained.map((each) => [each.title, each] as const))(
    "%s: losses are finite",
    (_, { ours, options }) =>
      Effect.gen(function* () {
        const work = yield* ours({
          folder: mkdtempSync(join(tmpdir(), "ablate-size-")),
          threads: 2,
          steps,
          warmup: 0,
          small: false,
          options: options(false),
        })
        for (let step = 0; step < steps; step++) {
          const losses = Object.values(yield* work.step(step)).flat()
          expect(losses.length).toBeGreaterThan(0)
          expect(losses.every(Number.isFinite)).toBe(true)
        }
      }).pipe(Effect.scoped, Effect.provide(NodeServices.layer), Effect.runPromise),
  )
})
