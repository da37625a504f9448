import type { Experiment } from "./experiment.ts"
import { plainText } from "./plainKey.ts"

const voxelsOf = ({ dataset, encoder }: Experiment): string => {
  const { crop } = encoder
  const patch: unknown = Reflect.get(encoder, "patch")
  return plainText([
    patch === undefined ? encoder : [crop, patch],
    dataset.modalities,
    dataset.preprocessing ?? null,
    Reflect.get(dataset, "normalization") ?? null,
  ])
}

/**
 * Whether reconstructions are measured at the same voxels of the same images: the positions that are
 * hidden are of the encoder's grid, the images as they were made ready.
 */
export const onSameVoxels = (experiments: readonly Experiment[]): boolean =>
  new Set(experiments.map(voxelsOf)).size < 2
