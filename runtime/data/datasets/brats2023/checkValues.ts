import type { Fault } from "../../../../dsl/fault.ts"
import { isFiniteFloat32, voxelFault } from "../../faults/checkVoxels.ts"
import type { NiftiImage } from "../../formats/nifti/image.ts"

const valueFault = (
  subject: string,
  { path, data, shape: [width = 1, height = 1] }: NiftiImage,
  allowed: (value: number) => boolean,
  expected: string,
): Fault | undefined => voxelFault(subject, { path, data, width, height }, allowed, expected)

/** Whether an image's type holds numbers only that a float32 can hold, finite ones. */
const isSound = ({ data }: NiftiImage): boolean =>
  !(data instanceof Float32Array || data instanceof Float64Array)

/** What is wrong with a modality whose voxels are not all finite float32 numbers. */
export const infiniteFault = (subject: string, image: NiftiImage): Fault | undefined =>
  isSound(image) ? undefined : valueFault(subject, image, isFiniteFloat32, "finite")

/** What is wrong with a segmentation that has other values than the label's. */
export const labelFault = (
  subject: string,
  image: NiftiImage,
  values: readonly number[],
): Fault | undefined => {
  const known = new Uint8Array(256)
  for (const value of values) known[value] = 1
  const expected = `one of ${values.join(", ")}`
  return valueFault(subject, image, (value) => known[value] === 1, expected)
}
