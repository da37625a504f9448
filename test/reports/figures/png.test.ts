import { Resvg } from "@resvg/resvg-js"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { encodePng, type Pixels } from "../../../reports/figures/png.ts"

/** RGB of each pixel as resvg, another decoder, reads the file. */
const decoded = ({ width, height }: Pixels, png: Uint8Array): readonly number[] => {
  const href = `data:image/png;base64,${Buffer.from(png).toString("base64")}`
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><image width="${width}" height="${height}" image-rendering="optimizeSpeed" href="${href}"/></svg>`
  return [...new Resvg(svg).render().pixels].filter((_, index) => index % 4 !== 3)
}

describe("encodePng", () => {
  it("keeps every pixel, in grey and in colour", () => {
    const pictures = fc
      .record({
        width: fc.integer({ min: 1, max: 9 }),
        height: fc.integer({ min: 1, max: 9 }),
        channels: fc.constantFrom<1 | 3>(1, 3),
      })
      .chain(({ width, height, channels }) => {
        const length = width * height * channels
        return fc
          .uint8Array({ minLength: length, maxLength: length })
          .map((data) => ({ width, height, channels, data }))
      })
    fc.assert(
      fc.property(pictures, (pixels) => {
        const expected =
          pixels.channels === 3
            ? [...pixels.data]
            : [...pixels.data].flatMap((grey) => [grey, grey, grey])
        expect(decoded(pixels, encodePng(pixels))).toEqual(expected)
      }),
      { numRuns: 50 },
    )
  })
})
