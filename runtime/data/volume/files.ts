import { join } from "node:path"

/** The files of one preprocessed subject. `meta.json` is written last: where it is, all are. */
export const volumeFiles = (folder: string) => ({
  meta: join(folder, "meta.json"),
  /** float32 [channel, depth, height, width]. */
  image: join(folder, "image.npy"),
  /** uint8 [depth, height, width]. */
  label: join(folder, "label.npy"),
  /** uint32 [n]: flat indices of labelled voxels, by value. */
  foreground: join(folder, "foreground.npy"),
  /** uint32 [n]: flat indices of labelled voxels of the expert's file on its own grid, by value. */
  expert: join(folder, "expert.npy"),
})
