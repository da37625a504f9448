import { Effect } from "effect"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { conv3d, type Tensors, tf } from "../../../../runtime/engine/index.ts"
import { type Model, modelOf } from "../../../../runtime/engine/onnx/model.ts"
import { forCpu } from "../../../../runtime/engine/session/cpu.ts"
import { onnxRuntime } from "../../../../runtime/engine/session/native/loaded.ts"
import { trace } from "../../../../runtime/engine/onnx/trace.ts"
import { random } from "../../../../runtime/random/random.ts"
import { disagreements, drawn, float32, programOf } from "../../agreement.ts"

/** Whole blocks on every processor: those of AVX-512 have 16 channels. */
const channels = fc.constantFrom(16, 32)
const odd = fc.constantFrom(1, 3, 5)
const length = fc.integer({ min: 2, max: 6 })

const withBias = ({ x, w, b }: Tensors): tf.Tensor => tf.add(conv3d(x!, w!), b!)

const specsOf = (
  n: number,
  space: readonly number[],
  kernel: readonly number[],
  [ci, co]: readonly number[],
) => ({ x: float32(n, ...space, ci!), w: float32(...kernel, ci!, co!), b: float32(co!) })

const onCpu = (
  specs: ReturnType<typeof specsOf>,
  compute: (tensors: Tensors) => tf.Tensor,
): Promise<Model> =>
  Effect.runPromise(
    forCpu(
      onnxRuntime,
      modelOf(
        trace({
          name: "convolution",
          state: {},
          inputs: specs,
          body: (_, inputs) => ({ state: {}, outputs: { y: compute(inputs) } }),
        }),
      ),
    ),
  )

const convolutions = ({ nodes }: Model): readonly string[] =>
  nodes.filter(({ op }) => op === "Conv").map(({ domain }) => domain)

describe("a convolution of channels in whole blocks", () => {
  it("equals tfjs' cpu backend in values and gradients", async () => {
    const drawnConvolution = fc.record({
      n: fc.constantFrom(1, 2),
      space: fc.tuple(length, length, length),
      kernel: fc.tuple(odd, odd, odd).filter((kernel) => kernel.some((size) => size > 1)),
      both: fc.tuple(channels, channels),
    })
    await fc.assert(
      fc.asyncProperty(drawnConvolution, fc.integer(), async ({ n, space, kernel, both }, seed) => {
        const specs = specsOf(n, space, kernel, both)
        const values = drawn(specs, random(seed, "blocked"))
        expect(await disagreements("blocked", specs, withBias, values, 6e-5)).toEqual([])
      }),
      { numRuns: 20 },
    )
  }, 60_000)

  it("is one of images for each plane of its kernel, and adds the bias itself", async () => {
    const model = await onCpu(specsOf(1, [4, 5, 6], [3, 3, 3], [16, 32]), withBias)
    expect(convolutions(model)).toEqual(Array(3).fill("com.microsoft.nchwc"))
    expect(model.nodes.map(({ op }) => op)).not.toContain("Add")
  })

  it("is so for its input's gradient too", async () => {
    const specs = specsOf(1, [4, 5, 6], [3, 3, 3], [16, 32])
    const model = modelOf(trace(programOf("gradient", specs, withBias)))
    const best = await Effect.runPromise(forCpu(onnxRuntime, model))
    expect(convolutions(best)).toEqual(Array(6).fill("com.microsoft.nchwc"))
  })
})

describe("ONNX Runtime's own convolution of volumes stays", () => {
  it.each([
    { what: "channels do not fill blocks", kernel: [3, 3, 3], both: [4, 32], stride: 1 },
    { what: "voxels are skipped", kernel: [3, 3, 3], both: [16, 16], stride: 2 },
    { what: "a kernel has no centre", kernel: [2, 2, 2], both: [16, 16], stride: 1 },
  ])("where $what", async ({ kernel, both, stride }) => {
    const model = await onCpu(specsOf(1, [5, 6, 7], kernel, both), ({ x, w }) =>
      conv3d(x!, w!, { stride }),
    )
    expect(convolutions(model)).toEqual([""])
  })
})
