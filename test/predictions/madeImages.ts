import { mkdirSync } from "node:fs"
import { join } from "node:path"
import { Effect } from "effect"
import type { Affine } from "../../runtime/data/formats/nifti/affine.ts"
import { writeNifti } from "../../runtime/data/formats/nifti/write.ts"
import { random } from "../../runtime/random/random.ts"

type Triple = readonly [number, number, number]

/** (x, y, z). */
interface MadeGrid {
  readonly shape: Triple
  readonly spacing: Triple
  readonly affine: Affine
}

/** A grid that begins at `start` (mm); axes point to right, anterior, superior, or the other way. */
const gridOf = (shape: Triple, spacing: Triple, start: Triple, signs: Triple): MadeGrid => {
  const row = (axis: 0 | 1 | 2): Affine[0] => {
    const step = spacing[axis] * signs[axis]
    const first = signs[axis] > 0 ? start[axis] : start[axis] + (shape[axis] - 1) * spacing[axis]
    return [axis === 0 ? step : 0, axis === 1 ? step : 0, axis === 2 ? step : 0, first]
  }
  return { shape, spacing, affine: [row(0), row(1), row(2), [0, 0, 0, 1]] }
}

const sampled = (
  { shape, affine }: MadeGrid,
  value: (place: Triple, voxel: number) => number,
): Float32Array => {
  const values = new Float32Array(shape[0] * shape[1] * shape[2])
  let voxel = 0
  for (let z = 0; z < shape[2]; z++)
    for (let y = 0; y < shape[1]; y++)
      for (let x = 0; x < shape[0]; x++, voxel++) {
        const at = (row: Affine[0]): number => row[0] * x + row[1] * y + row[2] * z + row[3]
        values[voxel] = value([at(affine[0]), at(affine[1]), at(affine[2])], voxel)
      }
  return values
}

const distance = (one: Triple, other: Triple): number =>
  Math.hypot(one[0] - other[0], one[1] - other[1], one[2] - other[2])

/**
 * Writes subjects of nested lesions: images `a` and `b` on different grids, with an empty border, and a label on a
 * third one with voxels of its own size. Grids of every other subject run to the left and to the back. The
 * enhancing part of the last subject is 8 voxels of the label.
 */
export const writeMadeImages = async (root: string, count: number): Promise<readonly string[]> => {
  const ids = Array.from({ length: count }, (_, index) => `s${index}`)
  for (const [index, id] of ids.entries()) {
    const draw = random(7, "made", index)
    const turned = index % 2 === 1
    const signs: Triple = turned ? [-1, -1, 1] : [1, 1, 1]
    const a = gridOf([26, 24, 12], [1.1, 1.3, 2.5], [-14, -15, -15], signs)
    const b = gridOf([20, 18, 12], [1.5, 1.8, 2.5], [-14, -15, -15], [1, 1, 1])
    const labelGrid = gridOf([30, 32, 20], [1, 1, 1.5], [-15, -16, -15], signs)
    const at = (axis: number): number => draw.at("centre", axis).uniform() * 6 - 3
    const centre: Triple = [at(0), at(1), at(2)]
    const edge = index === count - 1 ? 0 : 3
    const radius = 7 + draw.at("radius").uniform() * 2
    const inside = (place: Triple, within: number): boolean => distance(place, centre) < within
    const isBody = (place: Triple): boolean => distance(place, [0, 0, 0]) < 13
    const image = (grid: MadeGrid, within: number, name: string) => {
      const noise = draw.at("noise", name)
      return sampled(grid, (place, voxel) =>
        isBody(place) ? 2 + (inside(place, within) ? 3 : 0) + noise.at(voxel).uniform() * 0.5 : 0,
      )
    }
    const small = new Set<number>()
    const label = Uint8Array.from(
      sampled(labelGrid, (place, voxel) => {
        if (!inside(place, radius)) return 0
        if (edge === 0 && inside(place, 2.5) && small.size < 8) {
          small.add(voxel)
          return 3
        }
        if (inside(place, edge)) return 3
        return inside(place, 5) ? 1 : 2
      }),
    )
    mkdirSync(join(root, id), { recursive: true })
    const write = (name: string, grid: MadeGrid, data: Float32Array | Uint8Array) =>
      Effect.runPromise(writeNifti(join(root, id, `${name}.nii.gz`), { ...grid, data }))
    await write("a", a, image(a, radius, "a"))
    await write("b", b, image(b, 5, "b"))
    await write("label", labelGrid, label)
  }
  return ids
}
