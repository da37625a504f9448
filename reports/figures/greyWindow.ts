import { between } from "../statistics.ts"
import type { Plane } from "./plane.ts"

/** Intensities shown as black and as white; between them grey is linear. */
export interface GreyWindow {
  readonly low: number
  readonly high: number
}

const percentiles = [0.5, 99.5] as const

/**
 * The 0.5 and 99.5 percentiles of the pixels that are not zero. Zero is the background of a
 * skull-stripped image, also after normalisation over the other voxels.
 */
export const robustWindow = ({ data }: Plane): GreyWindow => {
  const foreground = data.filter((value) => value !== 0).toSorted()
  if (foreground.length === 0) return { low: 0, high: 1 }
  const [low, high] = percentiles.map((percent) =>
    between(foreground, ((foreground.length - 1) * percent) / 100),
  )
  return low === undefined || high === undefined || low >= high
    ? { low: (low ?? 0) - 1, high: (low ?? 0) + 1 }
    : { low, high }
}

/** Grey of each pixel, 0 to 255; pixels that are zero in `background` are black. */
export const grey = (plane: Plane, { low, high }: GreyWindow, background: Plane): Uint8Array =>
  Uint8Array.from(plane.data, (value, index) =>
    background.data[index] === 0
      ? 0
      : Math.round(255 * Math.min(1, Math.max(0, (value - low) / (high - low)))),
  )
