import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { patchify, tf, unpatchify } from "../../../runtime/engine/index.ts"
import { random } from "../../../runtime/random/random.ts"
import { disagreements, drawn } from "../agreement.ts"
import { operations } from "./operations.ts"

describe("a compiled operation equals the eager one in values and gradients", () => {
  it.each(Object.entries(operations))("%s", async (name, arbitrary) => {
    await fc.assert(
      fc.asyncProperty(arbitrary, fc.integer(), async ({ inputs, compute }, seed) => {
        const values = drawn(inputs, random(seed, name))
        // Largest error over largest magnitude of each array: a sum of n terms is off by up to
        // n 2^-24, and sums here have under 1000.
        expect(await disagreements(name, inputs, compute, values, 6e-5)).toEqual([])
      }),
      { numRuns: 25 },
    )
  })
})

describe("patches", () => {
  it("come in the order of z, y, x with channels innermost", () => {
    // Hand-counted: a 2 x 2 x 4 volume of one channel, patches of 1 x 2 x 2.
    const x = tf.reshape(tf.range(0, 16), [1, 2, 2, 4, 1])
    const patches = patchify(x, [1, 2, 2])
    expect(patches.shape).toEqual([1, 4, 4])
    expect([...patches.dataSync()]).toEqual([0, 1, 4, 5, 2, 3, 6, 7, 8, 9, 12, 13, 10, 11, 14, 15])
    expect([...unpatchify(patches, [1, 2, 2], [2, 1, 2]).dataSync()]).toEqual([...x.dataSync()])
  })
})
