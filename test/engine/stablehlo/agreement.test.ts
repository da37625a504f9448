import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { supportedKernels } from "../../../runtime/engine/index.ts"
import { random } from "../../../runtime/random/random.ts"
import { disagreements, drawn } from "../agreement.ts"
import { elementwiseCases } from "../kernels/elementwise.ts"
import { spatialCases } from "../kernels/spatial.ts"
import { structuralCases } from "../kernels/structural.ts"
import { operations } from "../ops/operations.ts"
import { ownCache, plugin, whyNot, xlaCpu } from "../xlaCpu.ts"

const kernels = { ...elementwiseCases, ...structuralCases, ...spatialCases }

ownCache()

// Each run compiles a program: fewer runs than the same cases have in ONNX Runtime.
const numRuns = 2

describe.skipIf(plugin === undefined)(
  `by XLA equals tfjs' cpu backend in values and gradients${whyNot}`,
  { timeout: 60_000 },
  () => {
    it("is tested, each kernel that is supported", () => {
      expect(Object.keys(kernels).sort()).toEqual(supportedKernels)
    })

    it.each([...Object.entries(kernels), ...Object.entries(operations)])(
      "%s",
      async (name, arbitrary) => {
        await fc.assert(
          fc.asyncProperty(arbitrary, fc.integer(), async ({ inputs, compute }, seed) => {
            const values = drawn(inputs, random(seed, name))
            // A sum of n terms of about 1 is off by up to n 2^-24, whatever they cancel to, where it is
            // added in another order; sums here have under 1000.
            const how = { device: xlaCpu, floor: 1 }
            expect(await disagreements(name, inputs, compute, values, 6e-5, how)).toEqual([])
          }),
          { numRuns },
        )
      },
    )
  },
)
