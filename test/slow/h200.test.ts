import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import type { Precision } from "../../dsl/precision.ts"
import { Plugin } from "../../runtime/engine/session/pjrt/plugin.ts"
import { moduleOf } from "../../runtime/engine/stablehlo/program.ts"
import { compiledAhead, cudaPlugin, whyNotAhead } from "../engine/ahead.ts"
import { launchesOf } from "../engine/hlo.ts"
import {
  classifiers,
  classifying,
  networksAt,
  objectivesAt,
  pretrained,
  segmenting,
} from "../engine/trainings.ts"

/** ViT-B on crops of 96^3: the paper's section IV. */
const size = {
  crop: 96,
  width: 768,
  heads: 12,
  features: 16,
  decoder: { width: 512, depth: 8, heads: 16 },
  batch: 2,
}

const float32: readonly Precision[] = ["float32"]
const both: readonly Precision[] = ["float32", "bfloat16"]

const works = [
  ...objectivesAt(size).map((each) => [each.kind, pretrained(each, size)] as const),
  ...networksAt(size).map((each) => [each.kind, segmenting(each, size)] as const),
  ...classifiers.map((each) => [each.kind, classifying(each, size)] as const),
]

describe.skipIf(cudaPlugin === undefined)(
  `a training step at the paper's size, compiled for an H200 that is not here${whyNotAhead}`,
  () => {
    it.each(
      works.flatMap(([kind, work]) =>
        (kind === "unetr" || kind === "m2mae" ? both : float32).map(
          (precision) => [kind, precision, work] as const,
        ),
      ),
    )("%s in %s asks of it what is written down", async (kind, precision, work) => {
      const { program } = await Effect.runPromise(work)
      const { text } = moduleOf({ ...program, precision }, 1, "out first")
      const compiled = await compiledAhead(new Plugin(cudaPlugin!), text)
      const launches = launchesOf(compiled.program, 4 * size.crop ** 3)
      const gigabytes = Number((compiled.temporary / 1e9).toFixed(1))
      expect(launches).toMatchObject({
        otherConvolutions: 0,
        scatters: 0,
        float64: false,
        hostTransfers: 0,
      })
      await expect(
        `${JSON.stringify({ ...launches, gigabytes }, undefined, 2)}\n`,
      ).toMatchFileSnapshot(`h200/${kind}.${precision}.json`)
    })
  },
)
