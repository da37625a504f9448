import type { Affine } from "../formats/nifti/affine.ts"
import type { NiftiData } from "../formats/nifti/datatype.ts"

/** (depth, height, width), voxels. */
export type Size = readonly [number, number, number]

/** An image to be written: values with x fastest, shape and spacing x first, the affine in RAS+. */
export interface PhantomImage {
  readonly data: NiftiData
  readonly shape: readonly [number, number, number]
  readonly spacing: readonly [number, number, number]
  readonly affine: Affine
}

/** A file of a phantom data set; the path is below the set's folder, and its ending says the format. */
export type PhantomFile =
  | { readonly path: string; readonly image: PhantomImage }
  | { readonly path: string; readonly text: string }
  /** Of `length` bytes, zeros after those given. */
  | { readonly path: string; readonly bytes: Uint8Array; readonly length: number }

/** What is made: so many subjects of a size, the same ones for a seed everywhere. */
export interface PhantomSet {
  readonly size: Size
  readonly subjects: number
  readonly seed: number
}

/** How a data set's files lie and are named, with phantoms in place of patients. */
export interface PhantomLayout {
  /** Voxels of an image unless said otherwise. */
  readonly size: Size
  /** Whether there is no other size. */
  readonly hasFixedSize?: boolean
  /** The files, made one subject at a time as they are asked for. */
  readonly files: (set: PhantomSet) => Iterable<PhantomFile>
  /** How an experiment reads a folder of this layout. */
  readonly dataset: (folder: string, set: PhantomSet) => string
}

/** An image of a size with the centre of its first voxel at `origin` mm, axes along right to left, front to back, feet to head. */
export const imageOf = (
  data: NiftiData,
  [depth, height, width]: Size,
  spacing: readonly [number, number, number],
  origin: readonly [number, number, number] = [0, 0, 0],
): PhantomImage => {
  const [x, y, z] = spacing
  return {
    data,
    shape: [width, height, depth],
    spacing,
    affine: [
      [-x, 0, 0, -origin[0]],
      [0, -y, 0, -origin[1]],
      [0, 0, z, origin[2]],
      [0, 0, 0, 1],
    ],
  }
}

/** Intensities as whole numbers of 16 bits, as scanners write them. */
export const scanned = (values: Float32Array, scale: number): Int16Array =>
  Int16Array.from(values, (value) => Math.round(value * scale))

/** Records of fields without commas or quotes, as CSV. */
export const csvText = (records: readonly (readonly (string | number)[])[]): string =>
  records.map((record) => `${record.join(",")}\n`).join("")
