import fc from "fast-check"
import type { Grid, Triple } from "../../runtime/metrics/grid.ts"

const voxels = ([depth, height, width]: Triple) => depth * height * width

const mask = (length: number, share: fc.Arbitrary<number>): fc.Arbitrary<Uint8Array> =>
  share.chain((inside) =>
    fc
      .array(fc.integer({ min: 0, max: 99 }), { minLength: length, maxLength: length })
      .map((draws) => Uint8Array.from(draws, (draw) => (draw < inside ? 1 : 0))),
  )

const spacing: fc.Arbitrary<Triple> = fc
  .tuple(...([1, 2, 3] as const).map(() => fc.integer({ min: 1, max: 40 })))
  .map(([z = 1, y = 1, x = 1]) => [z / 8, y / 8, x / 8])

const shape: fc.Arbitrary<Triple> = fc.tuple(
  fc.integer({ min: 1, max: 6 }),
  fc.integer({ min: 1, max: 7 }),
  fc.integer({ min: 1, max: 8 }),
)

/** Grids of up to 6 x 7 x 8 voxels, spacing anisotropic. */
export const grids: fc.Arbitrary<Grid> = fc.record({ shape, spacing })

/** Any two masks of a grid, empty and full ones among them. */
export const maskPairs = grids.chain((grid) =>
  fc.record({
    grid: fc.constant(grid),
    prediction: mask(voxels(grid.shape), fc.integer({ min: 0, max: 100 })),
    truth: mask(voxels(grid.shape), fc.integer({ min: 0, max: 100 })),
  }),
)

const holdsVoxels = (values: Uint8Array) => values.some((value) => value !== 0)

/** Two masks of a grid, neither empty. */
export const filledPairs = maskPairs.filter(
  ({ prediction, truth }) => holdsVoxels(prediction) && holdsVoxels(truth),
)
