import type { Grid } from "./applied.ts"

type Lengths = Grid["shape"]

const along = (of: (axis: 0 | 1 | 2) => number): Lengths => [of(0), of(1), of(2)]

/** How axes shorter than `to` grow, alike on both sides, an odd voxel at the end (MONAI SpatialPad). */
export const paddingTo = (
  shape: Lengths,
  to: Lengths,
): { readonly before: Lengths; readonly shape: Lengths } => ({
  before: along((axis) => Math.max(0, Math.floor((to[axis] - shape[axis]) / 2))),
  shape: along((axis) => Math.max(shape[axis], to[axis])),
})

/** Puts a volume, channel by channel, into a larger one of 0, which is `target`. */
export const pad = <Values extends Float32Array | Uint8Array>(
  values: Values,
  shape: Lengths,
  before: Lengths,
  larger: Lengths,
  target: Values,
): Values => {
  const [depth, height, width] = shape
  const channels = values.length / (depth * height * width)
  let read = 0
  for (let channel = 0; channel < channels; channel++) {
    for (let z = 0; z < depth; z++) {
      for (let y = 0; y < height; y++) {
        const slice = channel * larger[0] + before[0] + z
        const start = (slice * larger[1] + before[1] + y) * larger[2] + before[2]
        target.set(values.subarray(read, read + width), start)
        read += width
      }
    }
  }
  return target
}
