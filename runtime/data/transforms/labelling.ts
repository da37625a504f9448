import { labelSteps } from "../../../dsl/labelRule.ts"
import type { MaskTask } from "../../../dsl/task.ts"
import { broughtBack, fileGrid } from "./preprocessing/restore.ts"
import { regionMask } from "./region.ts"
import type { VolumeMeta } from "../volume/meta.ts"

/** How logits of regions become what is scored and written. */
type Decided = Pick<MaskTask, "rule" | "regions">
type Values = Readonly<Record<string, readonly number[]>>

/**
 * Logits of the preprocessed grid, [region, z, y, x], brought to the grid of the expert's file and
 * decided there by the task's rule, as nnU-Net does: what is interpolated are logits, a region at a time.
 * Gives label values [z, y, x], or masks [region, z, y, x] where the rule is `independent`. Voxels that
 * the network did not see are background.
 */
export const decided = (
  logits: Float32Array,
  meta: VolumeMeta,
  { rule, regions }: Decided,
  values: Values,
): Uint8Array => {
  const { shape } = fileGrid(meta)
  const voxels = shape[0] * shape[1] * shape[2]
  const seen = logits.length / regions.length
  const logitsOf = (region: number): Float32Array =>
    broughtBack(
      logits.subarray(region * seen, (region + 1) * seen),
      meta,
      new Float32Array(voxels).fill(Number.NEGATIVE_INFINITY),
    )
  if (rule === "independent") {
    const masks = new Uint8Array(regions.length * voxels)
    for (const region of regions.keys())
      masks.set(
        Uint8Array.from(logitsOf(region), (logit) => (logit > 0 ? 1 : 0)),
        region * voxels,
      )
    return masks
  }
  const label = new Uint8Array(voxels)
  // Of the background the logit is 0.
  const largest = new Float32Array(voxels)
  for (const { region, value } of labelSteps(regions, values)) {
    const own = logitsOf(region)
    for (let voxel = 0; voxel < voxels; voxel++) {
      if (!(own[voxel]! > largest[voxel]!)) continue
      label[voxel] = value
      if (rule === "argmax") largest[voxel] = own[voxel]!
    }
  }
  return label
}

/** The mask of a region in what a rule has made. */
export const predictedMask = (
  made: Uint8Array,
  { rule, regions }: Decided,
  region: string,
  values: Values,
): Uint8Array => {
  if (rule !== "independent") return regionMask(made, values[region] ?? [])
  const voxels = made.length / regions.length
  const index = regions.indexOf(region)
  return made.subarray(index * voxels, (index + 1) * voxels)
}
