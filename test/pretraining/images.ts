import { random } from "../../runtime/random/random.ts"

/**
 * Random images [batch, channels, size, size, size] with structure: in each a bright ball at a
 * random place, of another contrast in each channel, on a smooth ramp, with a little noise.
 */
export const images = (
  batch: number,
  channels: number,
  size: number,
  seed: number,
): Float32Array => {
  const values = new Float32Array(batch * channels * size ** 3)
  let index = 0
  for (let sample = 0; sample < batch; sample++) {
    const draw = random(seed, "image", sample)
    const centre = [draw.uniform(0, size), draw.uniform(0, size), draw.uniform(0, size)] as const
    const slope = draw.normal()
    for (let channel = 0; channel < channels; channel++) {
      const contrast = 1.5 * draw.normal()
      for (let z = 0; z < size; z++)
        for (let y = 0; y < size; y++)
          for (let x = 0; x < size; x++) {
            const distance = Math.hypot(z - centre[0], y - centre[1], x - centre[2])
            const ball = distance < size / 3 ? contrast : 0
            values[index++] = ball + slope * (x / size - 0.5) + 0.05 * draw.normal()
          }
    }
  }
  return values
}
