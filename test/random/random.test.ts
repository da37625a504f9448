import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { philox4x32 } from "../../runtime/random/philox.ts"
import { random } from "../../runtime/random/random.ts"

// Known answers: Random123 1.14, tests/kat_vectors, lines "philox4x32 10".
describe("philox4x32", () => {
  it.each([
    {
      counter: [0, 0, 0, 0],
      key: [0, 0],
      words: [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
    },
    {
      counter: [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
      key: [0xffffffff, 0xffffffff],
      words: [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
    },
    {
      counter: [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      key: [0xa4093822, 0x299f31d0],
      words: [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
    },
  ] as const)("gives the published words for counter $counter", ({ counter, key, words }) => {
    expect(philox4x32(counter, key)).toEqual(words)
  })
})

describe("random", () => {
  it("depends on the address alone, not on what was drawn before", () => {
    const parent = random(7, "mask")
    const before = parent.at(3).uniform()
    parent.word()
    expect(parent.at(3).uniform()).toBe(before)
    expect(random(7, "mask", 3).uniform()).toBe(before)
  })

  it("tells addresses apart that read alike", () => {
    expect(random(1, "a", "b").word()).not.toBe(random(1, "ab").word())
    expect(random(1, 2).word()).not.toBe(random(1, "2").word())
  })

  it("gives integers below n and permutations of 0..n-1", () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 200 }), (seed, n) => {
        const stream = random(seed)
        expect(stream.integer(n)).toBeLessThan(n)
        expect([...stream.permutation(n)].sort((a, b) => a - b)).toEqual([...Array(n).keys()])
      }),
    )
  })

  it("draws uniforms and normals with the moments of their laws", () => {
    const stream = random(11, "moments")
    const n = 40_000
    let uniform = 0
    let normal = 0
    let square = 0
    for (let i = 0; i < n; i++) {
      uniform += stream.uniform()
      const z = stream.normal()
      normal += z
      square += z * z
    }
    expect(Math.abs(uniform / n - 0.5)).toBeLessThan(4 / Math.sqrt(12 * n))
    expect(Math.abs(normal / n)).toBeLessThan(4 / Math.sqrt(n))
    expect(Math.abs(square / n - 1)).toBeLessThan(4 * Math.sqrt(2 / n))
  })
})
