import type { Interpolation } from "../../../../dsl/datasets/volumes.ts"
import type { ImageHeader, VolumeImage } from "./readImage.ts"
import {
  resampledCubic,
  resampledLinear,
  resampledNearest,
} from "../../transforms/resample/resample.ts"

/** Voxels of an image. */
export const voxelsOf = ({ shape }: ImageHeader): number => shape[0] * shape[1] * shape[2]

/** A label's values on the grid of another image: the nearest voxel; 0 outside. */
export const labelOnGridOf = (
  target: ImageHeader,
  image: ImageHeader,
  values: Uint8Array,
): Uint8Array => resampledNearest(values, image, target, new Uint8Array(voxelsOf(target)))

const resamplings = {
  nearest: resampledNearest<Float32Array>,
  linear: resampledLinear,
  cubic: resampledCubic,
} as const

/** An image's values on the grid of another one. 0 outside. */
export const imageOnGridOf = (
  target: ImageHeader,
  image: VolumeImage,
  interpolation: Interpolation,
): Float32Array =>
  resamplings[interpolation](
    Float32Array.from(image.data),
    image,
    target,
    new Float32Array(voxelsOf(target)),
  )
