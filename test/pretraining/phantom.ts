import { phantomSubject } from "../../runtime/data/datasets/phantom/subject.ts"

/** Modalities of the phantom. */
export const channels = 4

/** Whole phantoms of 16 voxels a side, [subjects, 4, 16, 16, 16], each modality of deviation 1. */
export const phantoms = (subjects: number, seed: number): Float32Array => {
  const voxels = 16 ** 3
  const values = new Float32Array(subjects * channels * voxels)
  for (let index = 0; index < subjects; index++) {
    const { image } = phantomSubject({ size: [16, 16, 16], seed, index })
    for (let channel = 0; channel < channels; channel++) {
      const modality = image.subarray(channel * voxels, (channel + 1) * voxels)
      const mean = modality.reduce((sum, value) => sum + value, 0) / voxels
      const squares = modality.reduce((sum, value) => sum + (value - mean) ** 2, 0)
      const deviation = Math.sqrt(squares / voxels)
      values.set(
        modality.map((value) => (value - mean) / deviation),
        (index * channels + channel) * voxels,
      )
    }
  }
  return values
}
