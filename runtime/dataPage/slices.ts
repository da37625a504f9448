import { grey, robustWindow } from "../../reports/figures/greyWindow.ts"
import { overlay, regionPaints } from "../../reports/figures/overlay.ts"
import type { Plane } from "../../reports/figures/plane.ts"
import type { Pixels } from "../../reports/figures/png.ts"
import type { RawSubject } from "../data/contract.ts"
import { regionMask } from "../data/transforms/region.ts"

/** A picture of a subject and what it shows. */
export interface Slice {
  readonly title: string
  readonly pixels: Pixels
}

/** Longest side of a picture: larger planes are thinned, so that a page of many subjects opens. */
const longest = 160

/** Indices (y * width + x) of the voxels of a plane that are shown. */
const thinned = (height: number, width: number) => {
  const step = Math.max(1, Math.ceil(Math.max(height, width) / longest))
  const rows = Math.ceil(height / step)
  const columns = Math.ceil(width / step)
  const at = Array.from(
    { length: rows * columns },
    (_, index) => Math.floor(index / columns) * step * width + (index % columns) * step,
  )
  return { at, width: columns, height: rows }
}

/**
 * The middle axial plane of each modality as the voxels are stored, rows from the first; the last one
 * again with the regions painted over it, where there is a label.
 */
export const middleSlices = (
  { modalities, shape: [depth, height, width], image, label }: RawSubject,
  regions: Readonly<Record<string, readonly number[]>>,
): readonly Slice[] => {
  const area = height * width
  const middle = Math.floor(depth / 2) * area
  const { at, ...size } = thinned(height, width)
  const shades = modalities.map((title, channel) => {
    const first = channel * depth * area + middle
    const plane: Plane = { ...size, data: Float32Array.from(at, (index) => image[first + index]!) }
    return { title, grey: grey(plane, robustWindow(plane), plane) }
  })
  const slices = shades.map(({ title, grey: data }): Slice => ({
    title,
    pixels: { ...size, channels: 1, data },
  }))
  const last = shades.at(-1)
  if (label === undefined || last === undefined) return slices
  const values = Uint8Array.from(at, (index) => label[middle + index]!)
  const names = Object.keys(regions)
  const masks = names.map((region) => ({ region, mask: regionMask(values, regions[region] ?? []) }))
  const pixels = overlay(
    { ...size, grey: last.grey },
    masks,
    regionPaints({ regions, shown: names }),
  )
  return [...slices, { title: `${last.title} with regions`, pixels }]
}
