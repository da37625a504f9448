import { describe, expect, it } from "vitest"
import { precisions } from "../../dsl/precision.ts"
import { cardNamed, cardNames, cardOf } from "../../runtime/cost/cards.ts"
import { graphCost } from "../../runtime/cost/graph.ts"
import { roofline } from "../../runtime/cost/roofline.ts"
import { type Program, tf } from "../../runtime/engine/index.ts"
import { Effect } from "effect"

describe("cardNamed", () => {
  // Names as nvidia-smi gives them.
  it.each([
    ["NVIDIA H200", "h200"],
    ["NVIDIA H100 80GB HBM3", "h100"],
    ["NVIDIA H100 PCIe", "h100-pcie"],
    ["NVIDIA A100-SXM4-40GB", "a100-40gb"],
    ["NVIDIA A100 80GB PCIe", "a100-80gb"],
    ["Tesla V100-SXM2-16GB", "v100"],
    ["NVIDIA GeForce RTX 3090", "rtx-3090"],
    ["NVIDIA GeForce RTX 3090 Ti", undefined],
    ["NVIDIA A100-SXM4-40GB, 3g.20gb", undefined],
    ["NVIDIA GB10", undefined],
  ])("takes %s for %s", (name, card) => {
    expect(cardNamed(name)?.name).toBe(card)
  })

  it("knows no card that is slower in fewer bits", () => {
    for (const { peak } of cardNames.map(cardOf)) {
      const known = precisions.flatMap((precision) => peak[precision] ?? [])
      expect(known).toEqual(known.toSorted((a, b) => a - b))
    }
  })
})

/** y = relu(x w) of 128 x 256 by 256 x 64, w changed by its mean. */
const program: Program = {
  name: "layer",
  state: { w: { shape: [256, 64], dtype: "float32" } },
  inputs: { x: { shape: [128, 256], dtype: "float32" } },
  body: ({ w }, { x }) => {
    const product = tf.matMul(x!, w!)
    return { state: { w: tf.relu(w!) }, outputs: { y: tf.relu(product) } }
  },
}

const costOf = (of: Program) => Effect.runPromise(graphCost(of, "cuda"))

describe("a step on an accelerator", () => {
  const [w, x, y] = [4 * 256 * 64, 4 * 128 * 256, 4 * 128 * 64]

  it("holds state, inputs and what is still to be read; what takes the place of state lies there", async () => {
    const { flops, memory } = await costOf(program)
    expect(flops).toBe(2 * 128 * 256 * 64)
    // The product and its relu at once; w's relu in w.
    expect(memory).toBe(w + x + 2 * y)
  })

  it("counts the bytes of a layer at their least and at their most", async () => {
    const { least, most } = (await costOf(program)).traffic!
    // State is read and written, input read, output written; the product reads both, writes y.
    const held = 2 * w + x + y
    expect(least).toBe(held + x + w + y)
    // Either relu reads and writes once more; its zeros are part of it.
    expect(most).toBeGreaterThanOrEqual(least + 2 * w + 2 * y)
    expect(most).toBeLessThanOrEqual(least + 3 * w + 3 * y)
  })

  it("counts bfloat16 factors with half the bytes", async () => {
    const half = await costOf({ ...program, precision: "bfloat16" })
    expect(half.traffic!.least).toBe(2 * w + x + y + (x + w) / 2 + y)
  })

  it("is bound by products or by bytes at best, by both and the launches at worst", () => {
    const card = {
      name: "card",
      peak: { float32: 1e12, tf32: 2e12, bfloat16: null },
      bandwidth: 1e11,
      memory: 1e10,
    }
    const traffic = { least: 1e9, most: 4e9, operations: 100 }
    const products = { ...traffic, flops: 3e11 }
    // 0.3 s of products, 0.01 s of bytes; a third of both peaks: 0.9 s, 0.12 s, and 100 times 5 us.
    expect(roofline(card, "float32", products)).toEqual([0.3, expect.closeTo(1.0205, 6)])
    expect(roofline(card, "tf32", products)?.[0]).toBe(0.15)
    expect(roofline(card, "float32", { ...traffic, flops: 1e9 })?.[0]).toBe(0.01)
    expect(roofline(card, "bfloat16", products)).toBeNull()
  })
})
