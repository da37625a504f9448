import type { Box } from "./plane.ts"
import type { Pixels } from "./png.ts"

/** The part of a picture inside a box. */
export const crop = (pixels: Pixels, box: Box): Pixels => {
  const stride = pixels.width * pixels.channels
  const rowBytes = box.width * pixels.channels
  const data = new Uint8Array(rowBytes * box.height)
  for (let row = 0; row < box.height; row++) {
    const start = (box.top + row) * stride + box.left * pixels.channels
    data.set(pixels.data.subarray(start, start + rowBytes), row * rowBytes)
  }
  return { width: box.width, height: box.height, channels: pixels.channels, data }
}
