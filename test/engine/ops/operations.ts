import * as fc from "fast-check"
import {
  avgPool3d,
  batchNorm,
  binaryCrossEntropyWithLogits,
  conv3d,
  convTranspose3d,
  gatherTokens,
  groupedConv3d,
  instanceNorm,
  maxPool3d,
  patchify,
  tf,
  unpatchify,
  upsampleTrilinear,
} from "../../../runtime/engine/index.ts"
import { float32, int32 } from "../agreement.ts"
import type { Case } from "../kernels/cases.ts"

const upTo = (max: number) => fc.integer({ min: 1, max })
const odd = fc.constantFrom(1, 3)
const triple = (max: number) => fc.tuple(upTo(max), upTo(max), upTo(max))
const space = fc.tuple(
  fc.integer({ min: 3, max: 6 }),
  fc.integer({ min: 3, max: 6 }),
  fc.integer({ min: 3, max: 6 }),
)
const volume = fc.record({ n: upTo(2), space, c: upTo(3) })

/** Random uses of the engine's own operations. */
export const operations: Readonly<Record<string, fc.Arbitrary<Case>>> = {
  avgPool3d: fc.tuple(volume, triple(3)).map(([{ n, space, c }, size]) => ({
    about: { size },
    inputs: { x: float32(n, ...space, c) },
    compute: ({ x }) => avgPool3d(x!, size),
  })),
  batchNorm: volume.map(({ n, space, c }) => ({
    inputs: { x: float32(n, ...space, c), gamma: float32(c), beta: float32(c) },
    compute: ({ x, gamma, beta }) => {
      const { y, mean, variance } = batchNorm(x!, { gamma: gamma!, beta: beta! })
      return [y, mean, variance]
    },
  })),
  binaryCrossEntropyWithLogits: fc.array(upTo(4), { minLength: 1, maxLength: 4 }).map((shape) => ({
    inputs: { z: float32(...shape), y: float32(...shape) },
    compute: ({ z, y }) => binaryCrossEntropyWithLogits(tf.mul(z!, 5), tf.sigmoid(y!)),
  })),
  conv3d: fc
    .record({
      volume,
      kernel: triple(3),
      stride: fc.oneof(fc.constant([1, 1, 1] as const), triple(3)),
      padding: fc.constantFrom("valid" as const, 0, 1, 2),
      co: upTo(3),
    })
    .map(({ volume: { n, space, c }, kernel, stride, padding, co }) => ({
      about: { kernel, stride, padding },
      inputs: { x: float32(n, ...space, c), w: float32(...kernel, c, co) },
      compute: ({ x, w }) => conv3d(x!, w!, { stride, padding }),
    })),
  "conv3d of disjoint windows": fc
    .tuple(volume, triple(3), upTo(3))
    .map(([{ n, space, c }, kernel, co]) => ({
      about: { kernel },
      inputs: { x: float32(n, ...space, c), w: float32(...kernel, c, co) },
      compute: ({ x, w }) => conv3d(x!, w!, { stride: kernel, padding: 0 }),
    })),
  convTranspose3d: fc.tuple(volume, triple(3), upTo(3)).map(([{ n, space, c }, stride, co]) => ({
    about: { stride },
    inputs: { x: float32(n, ...space, c), w: float32(...stride, co, c) },
    compute: ({ x, w }) => convTranspose3d(x!, w!, { stride }),
  })),
  gatherTokens: fc.tuple(upTo(3), upTo(4), upTo(3)).map(([b, k, d]) => ({
    inputs: { x: float32(b, 9, d), index: int32(b, k) },
    compute: ({ x, index }) => gatherTokens(x!, tf.add(index!, tf.scalar(4, "int32"))),
  })),
  groupedConv3d: fc
    .record({
      n: upTo(2),
      half: triple(3),
      kernel: fc.tuple(odd, odd, odd),
      groups: upTo(3),
      inputs: upTo(2),
      outputs: upTo(2),
      stride: fc.constantFrom(1 as const, 2 as const),
      dilation: upTo(3),
    })
    .map(({ n, half, kernel, inputs, outputs, ...how }) => ({
      about: { half, kernel, ...how },
      inputs: {
        x: float32(n, ...half.map((size) => 2 * size), inputs * how.groups),
        w: float32(...kernel, inputs, outputs * how.groups),
      },
      compute: ({ x, w }) => groupedConv3d(x!, w!, how),
    })),
  "instanceNorm, affine": volume.map(({ n, space, c }) => ({
    inputs: { x: float32(n, ...space, c), gamma: float32(c), beta: float32(c) },
    compute: ({ x, gamma, beta }) => instanceNorm(x!, 1e-5, { gamma: gamma!, beta: beta! }),
  })),
  maxPool3d: fc
    .record({ volume, size: triple(3), stride: triple(3), padding: fc.nat(1) })
    .map(({ volume: { n, space, c }, size, stride, padding }) => ({
      about: { size, stride, padding },
      inputs: { x: float32(n, ...space, c) },
      compute: ({ x }) =>
        maxPool3d(x!, size, { stride, padding: Math.min(padding, Math.min(...size) >> 1) }),
    })),
  patchify: fc.tuple(upTo(2), triple(2), triple(3), upTo(3)).map(([b, grid, patch, c]) => ({
    inputs: { x: float32(b, ...grid.map((size, axis) => size * patch[axis]!), c) },
    compute: ({ x }) => tf.sin(patchify(x!, patch)),
  })),
  unpatchify: fc.tuple(upTo(2), triple(2), triple(3), upTo(3)).map(([b, grid, patch, c]) => ({
    inputs: {
      x: float32(b, grid[0] * grid[1] * grid[2], patch[0] * patch[1] * patch[2] * c),
    },
    compute: ({ x }) => tf.sin(unpatchify(x!, patch, grid)),
  })),
  upsampleTrilinear: fc.tuple(upTo(2), triple(3), upTo(2), upTo(3)).map(([n, size, c, factor]) => ({
    inputs: { x: float32(n, ...size, c) },
    compute: ({ x }) => upsampleTrilinear(x!, factor),
  })),
}
