import { existsSync } from "node:fs"
import { join, resolve } from "node:path"
import { Effect } from "effect"
import { regionMask } from "../../runtime/data/transforms/region.ts"
import { readNifti } from "../../runtime/data/formats/nifti/read.ts"
import { writeNpy } from "../../runtime/data/volume/write.ts"

/** The folder of the subjects. */
export const cohort = join(
  resolve(process.env["ABLATE_TEST_DATA"] ?? "../shared/data"),
  "brats2023/ASNR-MICCAI-BraTS2023-GLI-Challenge-TrainingData",
)

/** Full grid of the challenge, (z, y, x). */
export const grid = [155, 240, 240] as const
const voxels = grid[0] * grid[1] * grid[2]

/** Two masks of the grid. */
export interface MaskPair {
  readonly prediction: Uint8Array
  readonly truth: Uint8Array
}

/** A file of a BraTS2023 subject. */
export const fileOf = (id: string, part: string): Effect.Effect<string, Error> => {
  const path = join(cohort, id, `${id}-${part}.nii.gz`)
  return existsSync(path) ? Effect.succeed(path) : Effect.fail(new Error(`no BraTS2023 at ${path}`))
}

/** The whole tumour of a subject in the full grid, from slice 20 on: the slices at hand are fewer. */
const wholeTumour = Effect.fnUntraced(function* (id: string) {
  const { data } = yield* readNifti(yield* fileOf(id, "seg"))
  const mask = new Uint8Array(voxels)
  mask.set(regionMask(Uint8Array.from(data), [1, 2, 3]), 20 * grid[1] * grid[2])
  return mask
})

/** The mask moved by whole voxels; it must not touch the border. */
const moved = (mask: Uint8Array, [z, y, x]: readonly [number, number, number]): Uint8Array => {
  const by = (z * grid[1] + y) * grid[2] + x
  const result = new Uint8Array(mask.length)
  result.set(mask.subarray(0, mask.length - by), by)
  return result
}

/** The voxels whose six neighbours are inside. */
const eroded = (mask: Uint8Array): Uint8Array => {
  const [row, slice] = [grid[2], grid[1] * grid[2]]
  const near = [-slice, -row, -1, 0, 1, row, slice]
  return mask.map((_, i) => (near.every((by) => (mask[i + by] ?? 0) !== 0) ? 1 : 0))
}

/** A tumour against itself moved, against itself eroded, and against another subject's. */
export const tumourPairs = Effect.gen(function* () {
  const truth = yield* wholeTumour("BraTS-GLI-00053-000")
  const pairs: readonly MaskPair[] = [
    { prediction: moved(truth, [1, 3, 2]), truth },
    { prediction: eroded(truth), truth },
    { prediction: yield* wholeTumour("BraTS-GLI-00360-000"), truth },
  ]
  return pairs
})

const ellipsoid = (centre: readonly number[], radius: readonly number[]): Uint8Array => {
  const mask = new Uint8Array(voxels)
  const share = (at: number, axis: number) =>
    ((at - (centre[axis] ?? 0)) / (radius[axis] ?? 1)) ** 2
  for (let z = 0, i = 0; z < grid[0]; z++)
    for (let y = 0; y < grid[1]; y++)
      for (let x = 0; x < grid[2]; x++, i++)
        mask[i] = share(z, 0) + share(y, 1) + share(x, 2) <= 1 ? 1 : 0
  return mask
}

/** Two ellipsoids as wide as the grid. */
export const largePairs: Effect.Effect<readonly MaskPair[]> = Effect.sync(() => [
  {
    prediction: ellipsoid([77, 120, 120], [75, 117, 115]),
    truth: ellipsoid([80, 118, 121], [70, 110, 110]),
  },
])

/** Leaves the pairs where the peer reads them. */
export const writePairs = (folder: string, pairs: readonly MaskPair[]) =>
  Effect.forEach(
    pairs.flatMap(({ prediction, truth }, i) => [
      { name: `prediction${i}.npy`, mask: prediction },
      { name: `truth${i}.npy`, mask: truth },
    ]),
    ({ name, mask }) => writeNpy(join(folder, name), "|u1", grid, mask),
    { discard: true },
  )
