import { fault, type Fault } from "../../dsl/fault.ts"

/** One plane of a volume: rows from the top, x fastest. */
export interface Plane {
  readonly width: number
  readonly height: number
  readonly data: Float32Array
}

/** What is wrong with the pixels of something on a plane of a subject. */
export const pixelFaults = (
  of: string,
  data: Float32Array | Uint8Array,
  { width, height, subject }: Pick<Plane, "width" | "height"> & { readonly subject: string },
): readonly Fault[] => {
  const where = { subject }
  if (data.length !== width * height)
    return [
      fault({ what: `${of}: ${data.length} pixels`, where, expected: `${width} x ${height}` }),
    ]
  const bad = data.find((value) => !Number.isFinite(value))
  return bad === undefined
    ? []
    : [fault({ what: `${of} holds ${bad}`, where, expected: "finite values" })]
}

/** [depth, height, width] of a volume. */
export type Shape = readonly [number, number, number]

/**
 * Index of the axial plane with the most voxels in a mask [depth, height, width]; the first of
 * equals; the middle plane of an empty mask.
 */
export const largestPlane = (mask: Uint8Array, [depth, height, width]: Shape): number => {
  const area = height * width
  const areas = Array.from({ length: depth }, (_, z) =>
    mask.subarray(z * area, (z + 1) * area).reduce((sum, voxel) => sum + (voxel === 0 ? 0 : 1), 0),
  )
  const most = Math.max(0, ...areas)
  return most === 0 ? Math.floor(depth / 2) : areas.indexOf(most)
}

/** A rectangle of pixels. */
export interface Box {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** The smallest box around pixels that are not zero, widened by a margin; all of an empty plane. */
export const foregroundBox = ({ width, height, data }: Plane, margin: number): Box => {
  let [left, right, top, bottom] = [width, -1, height, -1]
  data.forEach((value, index) => {
    if (value === 0) return
    const [x, y] = [index % width, Math.floor(index / width)]
    left = Math.min(left, x)
    right = Math.max(right, x)
    top = Math.min(top, y)
    bottom = Math.max(bottom, y)
  })
  if (right < 0) return { left: 0, top: 0, width, height }
  const [x, y] = [Math.max(0, left - margin), Math.max(0, top - margin)]
  return {
    left: x,
    top: y,
    width: Math.min(width, right + 1 + margin) - x,
    height: Math.min(height, bottom + 1 + margin) - y,
  }
}

/** The smallest box around boxes, of which there is at least one. */
export const unionBox = (boxes: readonly Box[]): Box => {
  const left = Math.min(...boxes.map((box) => box.left))
  const top = Math.min(...boxes.map((box) => box.top))
  return {
    left,
    top,
    width: Math.max(...boxes.map((box) => box.left + box.width)) - left,
    height: Math.max(...boxes.map((box) => box.top + box.height)) - top,
  }
}
