import type { Titles } from "../../dsl/titles.ts"
import { plainLabel } from "../smallMarkup.ts"
import { regionColours, type Colour } from "./palette.ts"
import type { Pixels } from "./png.ts"

/** Pixels of a region on one plane; not zero inside. */
export interface RegionMask {
  readonly region: string
  readonly mask: Uint8Array
}

/** Regions of a figure. */
export interface ShownRegions {
  /** The data set's label values by region. */
  readonly regions: Readonly<Record<string, readonly number[]>>
  /** The task's regions. */
  readonly shown: readonly string[]
  /** What the experiment calls regions, where it is not by their names. */
  readonly titles?: Titles["regions"] | undefined
}

/** What a region is called in the figure. */
export const regionTitle = ({ titles }: ShownRegions, region: string): string =>
  plainLabel(titles?.[region] ?? region)

/** How regions are painted: outer ones first, so that inner ones stay visible. */
export interface RegionPaint {
  readonly region: string
  readonly colour: Colour
  /** What the colour means once the inner regions lie over it. */
  readonly legend: string
}

/** BraTS' names of what nested regions leave visible. */
const bratsParts: Readonly<Record<string, string>> = {
  "WT outside TC": "oedema (ED)",
  "TC outside ET": "necrotic core (NCR)",
  ET: "enhancing tumour (ET)",
}

const within = (inner: readonly number[], outer: readonly number[]): boolean =>
  inner.length < outer.length && inner.every((value) => outer.includes(value))

/**
 * Order and colours of regions from the data set's label values: a region is painted before those
 * inside it.
 */
export const regionPaints = (regions: ShownRegions): readonly RegionPaint[] => {
  const valuesOf = (region: string): readonly number[] => regions.regions[region] ?? []
  const ordered = regions.shown.toSorted((a, b) => valuesOf(b).length - valuesOf(a).length)
  return ordered.map((region, index) => {
    const inner = ordered.find((other) => within(valuesOf(other), valuesOf(region)))
    const title = regionTitle(regions, region)
    const part = inner === undefined ? title : `${title} outside ${regionTitle(regions, inner)}`
    return {
      region,
      colour: regionColours[index % regionColours.length] ?? [255, 255, 255],
      legend: bratsParts[part] ?? part,
    }
  })
}

const fillOpacity = 0.35
const edgeOpacity = 0.9

const isEdge = (owner: Int16Array, index: number, width: number): boolean => {
  const column = index % width
  const neighbours = [
    column === 0 ? -1 : owner[index - 1],
    column === width - 1 ? -1 : owner[index + 1],
    owner[index - width],
    owner[index + width],
  ]
  return neighbours.some((neighbour) => neighbour !== owner[index])
}

/**
 * Regions over a grey image [height x width]: translucent inside, nearly opaque along the edges
 * that stay visible.
 */
export const overlay = (
  image: { readonly width: number; readonly height: number; readonly grey: Uint8Array },
  masks: readonly RegionMask[],
  paints: readonly RegionPaint[],
): Pixels => {
  const { width, height, grey } = image
  const owner = new Int16Array(width * height).fill(-1)
  paints.forEach(({ region }, order) => {
    const mask = masks.find((candidate) => candidate.region === region)?.mask
    mask?.forEach((voxel, index) => {
      if (voxel !== 0) owner[index] = order
    })
  })
  const data = new Uint8Array(width * height * 3)
  grey.forEach((shade, index) => {
    const paint = paints[owner[index] ?? -1]
    const opacity = isEdge(owner, index, width) ? edgeOpacity : fillOpacity
    for (let channel = 0; channel < 3; channel++)
      data[index * 3 + channel] =
        paint === undefined
          ? shade
          : Math.round(shade * (1 - opacity) + (paint.colour[channel] ?? 0) * opacity)
  })
  return { width, height, channels: 3, data }
}
