import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { Effect } from "effect"
import { shiftedAffine } from "../../../../runtime/data/formats/nifti/affine.ts"
import { readNifti } from "../../../../runtime/data/formats/nifti/read.ts"
import { writeNifti } from "../../../../runtime/data/formats/nifti/write.ts"

/** x, y, z: the size of the authors' lung volumes. */
const SIZE = [96, 96, 24] as const
const SIDE = 128
const MARGIN = (SIDE - SIZE[0]) / 2
const FIRST_SLICE = 4
/** From a slab to the next, less than a slab's 24 slices. */
const STEP = 10
export const SLABS = Array.from({ length: 10 }, (_, index) => `slab-${index}`)

/** Below this share of the largest signal a voxel of the lung counts as not ventilated here. */
const VENTILATED = 0.25

const read = (path: string) => Effect.runPromise(readNifti(path))

/**
 * Writes the digital lung phantom of a folder as ten subjects of 96 x 96 x 24 in the layout of lung gas MRI: slabs
 * that overlap. Cavity is the phantom's mask, defect its voxels of low xenon signal; classes
 * take turns. It shows that a layout is read, and nothing about lungs.
 */
export const writeSlabs = async (phantom: string, root: string): Promise<void> => {
  const names = ["1H", "129Xe", "129Xe_mask"].map((name) => `phantom_${name}.nii.gz`)
  const [proton, xenon, mask] = await Promise.all(names.map((name) => read(join(phantom, name))))
  if (proton === undefined || xenon === undefined || mask === undefined) return
  for (const [index, id] of SLABS.entries()) {
    const start = [MARGIN, MARGIN, FIRST_SLICE + index * STEP] as const
    const cut = (of: (voxel: number) => number): Float32Array => {
      const values = new Float32Array(SIZE[0] * SIZE[1] * SIZE[2])
      for (let voxel = 0; voxel < values.length; voxel++) {
        const x = start[0] + (voxel % SIZE[0])
        const y = start[1] + (Math.floor(voxel / SIZE[0]) % SIZE[1])
        const z = start[2] + Math.floor(voxel / (SIZE[0] * SIZE[1]))
        values[voxel] = of((z * SIDE + y) * SIDE + x)
      }
      return values
    }
    const inside = (voxel: number): boolean => (mask.data[voxel] ?? 0) > 0
    const parts = {
      proton: cut((voxel) => proton.data[voxel] ?? 0),
      xenon: cut((voxel) => xenon.data[voxel] ?? 0),
      cavity: cut((voxel) => (inside(voxel) ? 1 : 0)),
      defect: cut((voxel) => (inside(voxel) && (xenon.data[voxel] ?? 0) < VENTILATED ? 1 : 0)),
    }
    mkdirSync(join(root, id), { recursive: true })
    for (const [name, data] of Object.entries(parts)) {
      const affine = shiftedAffine(proton.affine, start)
      const image = { data, shape: SIZE, spacing: proton.spacing, affine }
      await Effect.runPromise(writeNifti(join(root, id, `${name}.nii.gz`), image))
    }
  }
  const rows = SLABS.map((id, index) => `${id},${index % 2 === 0 ? "healthy" : "diseased"}`)
  writeFileSync(join(root, "labels.csv"), `subject,diagnosis\n${rows.join("\n")}\n`)
}
