import { endianness } from "node:os"
import type { Affine, Row } from "./affine.ts"
import { codeForData, type NiftiData } from "./datatype.ts"
import type { NiftiImage } from "./image.ts"

/** An image to write: placed by an affine, or on the grid of another image. */
export type NewImage =
  | {
      readonly data: NiftiData
      /** x first; 1 to 7 axes. */
      readonly shape: readonly number[]
      /** mm per axis. */
      readonly spacing: readonly number[]
      readonly affine: Affine
    }
  | { readonly data: NiftiData; readonly like: NiftiImage }

const DATA_OFFSET = 352
const SCANNER = 1
const MILLIMETRES = 2

interface Placement {
  readonly shape: readonly number[]
  readonly spacing: readonly number[]
  readonly units: number
  readonly qformCode: number
  readonly sformCode: number
  readonly qfac: number
  readonly quaternion: readonly number[]
  readonly sform: readonly Row[]
}

const placementOf = (image: NewImage): Placement => {
  if (!("like" in image)) {
    return {
      shape: image.shape,
      spacing: image.spacing,
      units: MILLIMETRES,
      qformCode: 0,
      sformCode: SCANNER,
      qfac: 1,
      quaternion: [0, 0, 0, 0, 0, 0],
      sform: image.affine.slice(0, 3),
    }
  }
  const { shape, spacing, header } = image.like
  const { b, c, d, offset } = header.quaternion
  return {
    shape,
    spacing,
    units: header.units & 0xff,
    qformCode: header.qformCode,
    sformCode: header.sformCode,
    qfac: header.pixdims[0] ?? 1,
    quaternion: [b, c, d, ...offset],
    sform: header.sform,
  }
}

/** What a NIfTI-1 file can't hold of an image, if anything. */
export const misfit = (image: NewImage): string | undefined => {
  const { shape, spacing } = placementOf(image)
  const voxels = shape.reduce((product, length) => product * length, 1)
  if (shape.length < 1 || shape.length > 7) return `${shape.length} axes; expected 1 to 7`
  if (!shape.every((length) => Number.isInteger(length) && length >= 1 && length <= 0x7fff)) {
    return `shape ${shape.join(" x ")}; expected lengths of 1 to 32767`
  }
  if (spacing.length !== shape.length) return `${spacing.length} spacings for ${shape.length} axes`
  if (voxels !== image.data.length) return `${image.data.length} values for ${voxels} voxels`
  return undefined
}

/** A NIfTI-1 header, `n+1`, in the machine's byte order, and the four bytes that follow it. */
export const encodeHeader = (image: NewImage): Uint8Array => {
  const bytes = new Uint8Array(DATA_OFFSET)
  const view = new DataView(bytes.buffer)
  const little = endianness() === "LE"
  const int16 = (at: number, value: number): void => view.setInt16(at, value, little)
  const float32 = (at: number, value: number): void => view.setFloat32(at, value, little)
  const placement = placementOf(image)

  view.setInt32(0, 348, little)
  for (let axis = 1; axis <= 7; axis++) {
    int16(40 + 2 * axis, placement.shape[axis - 1] ?? 1)
    float32(76 + 4 * axis, placement.spacing[axis - 1] ?? 1)
  }
  int16(40, placement.shape.length)
  int16(70, codeForData(image.data))
  int16(72, image.data.BYTES_PER_ELEMENT * 8)
  float32(76, placement.qfac)
  float32(108, DATA_OFFSET)
  float32(112, 1)
  bytes[123] = placement.units
  int16(252, placement.qformCode)
  int16(254, placement.sformCode)
  placement.quaternion.forEach((value, index) => float32(256 + 4 * index, value))
  placement.sform.flat().forEach((value, index) => float32(280 + 4 * index, value))
  bytes.set([0x6e, 0x2b, 0x31], 344)
  return bytes
}
