import { broughtBack, fileGrid } from "../../../../runtime/data/transforms/preprocessing/restore.ts"
import type { VolumeMeta } from "../../../../runtime/data/volume/meta.ts"

/** Label values brought back to the grid of the file: exact where nothing was resampled; 0 beyond. */
export const onFile = (label: Uint8Array = new Uint8Array(), meta: VolumeMeta): Uint8Array => {
  const { shape } = fileGrid(meta)
  const target = new Float32Array(shape[0] * shape[1] * shape[2])
  return Uint8Array.from(broughtBack(Float32Array.from(label), meta, target), Math.round)
}
