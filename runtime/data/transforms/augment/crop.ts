import type { Voxels } from "../../volume/crop.ts"

/** A crop and, where there is one, its label. */
export interface Crop {
  /** [channel, z, y, x]. */
  readonly image: Float32Array
  /** [z, y, x]. */
  readonly label: Uint8Array | undefined
}

/** A box of voxels, (z, y, x), told from the first voxel of a crop; it may reach beyond it. */
export interface Box {
  readonly origin: Voxels
  readonly size: Voxels
}

/** The box of a whole crop. */
export const wholeOf = (size: Voxels): Box => ({ origin: [0, 0, 0], size })
