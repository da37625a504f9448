import { join } from "node:path"
import { Effect } from "effect"
import type { MaskTask } from "../../dsl/task.ts"
import { fileGrid } from "../data/transforms/preprocessing/restore.ts"
import type { VolumeMeta } from "../data/volume/meta.ts"
import { writeLabel } from "./writeLabel.ts"

/** What a task's rule has made of a subject, and where it goes. */
export interface Made {
  readonly meta: VolumeMeta
  /** Label values [z, y, x], or by the rule `independent` masks [region, z, y, x]. */
  readonly values: Uint8Array
  /** The image whose header the files take; an affine alone without one. */
  readonly like: string | undefined
}

/** Writes ID.nii.gz of label values; by the rule `independent` ID_REGION.nii.gz of 0 and 1 for each region. */
export const writeFiles = Effect.fn("writeFiles")(function* (
  folder: string,
  { rule, regions }: Pick<MaskTask, "rule" | "regions">,
  { meta, values, like }: Made,
) {
  const grid = fileGrid(meta)
  const write = (name: string, part: Uint8Array) =>
    writeLabel(join(folder, `${name}.nii.gz`), { ...grid, values: part }, like)
  if (rule !== "independent") return yield* write(meta.id, values)
  const voxels = values.length / regions.length
  for (const [index, region] of regions.entries())
    yield* write(
      `${meta.id}_${region.replaceAll(/[^\p{L}\p{N}.-]/gu, "-")}`,
      values.subarray(index * voxels, (index + 1) * voxels),
    )
})
