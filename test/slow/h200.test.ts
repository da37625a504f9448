import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { Plugin } from "../../runtime/engine/session/pjrt/plugin.ts"
import { moduleOf } from "../../runtime/engine/stablehlo/program.ts"
import { compiledAhead } from "../engine/ahead.ts"
import { launchesOf } from "../engine/hlo.ts"
import { networksAt, segmenting } from "../engine/trainings.ts"

/** Path of xla_cuda_plugin.so, beside the packages nvidia-cuda-nvcc and nvidia-nvvm. */
const file = process.env["ABLATE_TEST_XLA_CUDA"]

/** ViT-B on crops of 96^3: the paper's section IV. */
const size = {
  crop: 96,
  width: 768,
  heads: 12,
  features: 16,
  decoder: { width: 512, depth: 8, heads: 16 },
  batch: 2,
}

const unet3d = networksAt(size).filter(({ kind }) => kind === "unet3d")

describe.skipIf(file === undefined)(
  "a training step at the paper's size, compiled for an H200 that is not here",
  () => {
    it.each(unet3d.map((network) => [network.kind, network] as const))(
      "%s asks of it what is written down",
      async (name, network) => {
        const { program } = await Effect.runPromise(segmenting(network, size))
        const { text } = moduleOf(program)
        const compiled = await compiledAhead(new Plugin(file!), text)
        const launches = launchesOf(compiled.program)
        const gigabytes = Number((compiled.temporary / 1e9).toFixed(1))
        expect(launches).toMatchObject({ otherConvolutions: 0, float64: false, hostTransfers: 0 })
        await expect(
          `${JSON.stringify({ ...launches, gigabytes }, undefined, 2)}\n`,
        ).toMatchFileSnapshot(`h200/${name}.float32.json`)
      },
    )
  },
)
