import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { supportedKernels, tf } from "../../../runtime/engine/index.ts"
import { tracingBackend } from "../../../runtime/engine/fused.ts"
import { random } from "../../../runtime/random/random.ts"
import { drawn, disagreements } from "../agreement.ts"
import { elementwiseCases } from "./elementwise.ts"
import { spatialCases } from "./spatial.ts"
import { structuralCases } from "./structural.ts"

const cases = { ...elementwiseCases, ...structuralCases, ...spatialCases }

const called = new Set<string>()

for (const name of supportedKernels) {
  const kernel = tf.getKernel(name, tracingBackend)
  tf.unregisterKernel(name, tracingBackend)
  tf.registerKernel({
    ...kernel,
    kernelFunc: (call) => {
      called.add(name)
      return kernel.kernelFunc(call)
    },
  })
}

describe("a compiled kernel equals tfjs' cpu backend in values and gradients", () => {
  it("is tested, each that is supported", () => {
    expect(Object.keys(cases).sort()).toEqual(supportedKernels)
  })

  it.each(Object.entries(cases))("%s", async (name, arbitrary) => {
    called.clear()
    await fc.assert(
      fc.asyncProperty(arbitrary, fc.integer(), async ({ inputs, compute }, seed) => {
        const values = drawn(inputs, random(seed, name))
        // Largest error over largest magnitude of each array: a sum of n terms is off by up to
        // n 2^-24, and sums here have under 1000.
        expect(await disagreements(name, inputs, compute, values, 6e-5)).toEqual([])
      }),
      { numRuns: 25 },
    )
    expect(called).toContain(name)
  })
})
