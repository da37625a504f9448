import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { Plugin } from "../../../runtime/engine/session/pjrt/plugin.ts"
import { moduleOf } from "../../../runtime/engine/stablehlo/program.ts"
import { compiledAhead, cudaPlugin, whyNotAhead } from "../ahead.ts"
import { launchesOf } from "../hlo.ts"
import {
  networksAt,
  objectivesAt,
  pretrained,
  segmenting,
  smallSize,
  type Work,
} from "../trainings.ts"

const size = { ...smallSize, batch: 2 }

const held = { otherConvolutions: 0, scatters: 0, float64: false, hostTransfers: 0 }

const compiled = async (work: Effect.Effect<Work, unknown>) => {
  const { program } = await Effect.runPromise(work)
  const { program: optimised } = await compiledAhead(
    new Plugin(cudaPlugin!),
    moduleOf(program, 1, "out first").text,
  )
  return { program, launches: launchesOf(optimised, 4 * size.crop ** 3) }
}

describe.skipIf(cudaPlugin === undefined)(
  `a training step compiled for an H200 that is not here${whyNotAhead}`,
  { timeout: 300_000 },
  () => {
    it("of M2-MAE calls cuBLAS for its products, and nothing of the host", async () => {
      const method = objectivesAt(size).find(({ kind }) => kind === "m2mae")!
      const { launches } = await compiled(pretrained(method, size))
      expect(launches).toMatchObject(held)
      expect(launches.cublas).toBeGreaterThan(300)
    })

    it("of U-Net calls cuDNN for each convolution in all three directions", async () => {
      const network = networksAt(size).find(({ kind }) => kind === "unet3d")!
      const { program, launches } = await compiled(segmenting(network, size))
      expect(launches).toMatchObject(held)
      // Filters that lay otherwise were brought there and back with both moments: 46 launches.
      expect(launches.transposes).toBeLessThan(5)
      // Kernels, with Adam's two moments of each.
      const kernels =
        Object.values(program.state).filter(({ shape }) => shape.length === 5).length / 3
      const { cudnnForward, cudnnBackwardInput, cudnnBackwardFilter } = launches
      // The image has no gradient.
      expect(cudnnForward + cudnnBackwardInput + cudnnBackwardFilter).toBe(3 * kernels - 1)
      // XLA reads some gradients of a weight, at a size of one voxel, as one of the others.
      expect(Math.min(cudnnForward, cudnnBackwardInput, cudnnBackwardFilter)).toBeGreaterThan(
        kernels - 3,
      )
    })
  },
)
