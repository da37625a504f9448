import type { Triple } from "../../engine/index.ts"

/** What nnU-Net's rule makes of a crop. Levels go from full resolution to the coarsest. */
export interface NnunetPlan {
  /** Stride into each level; 1 for the first. */
  readonly strides: readonly Triple[]
  /** Kernel of the convolutions at each level. */
  readonly kernels: readonly Triple[]
}

/** nnU-Net's UNet_featuremap_min_edge_length. */
const smallestEdge = 4

const mapTriple = <A>([d, h, w]: readonly [A, A, A], f: (value: A) => number): Triple => [
  f(d),
  f(h),
  f(w),
]

interface Axis {
  readonly size: number
  readonly spacing: number
  readonly kernel: 1 | 3
}

type Axes = readonly [Axis, Axis, Axis]

/** The axes to halve next; none when the plan is complete. */
const toHalve = (axes: Axes): readonly Axis[] => {
  const long = axes.filter(({ size }) => size >= 2 * smallestEdge)
  const finest = Math.min(...long.map(({ spacing }) => spacing))
  const chosen = long.filter(({ spacing }) => spacing / finest < 2)
  const [only] = chosen
  return chosen.length === 1 && only !== undefined && only.size < 3 * smallestEdge ? [] : chosen
}

/** A kernel opens from 1 to 3 once its axis is less than twice as coarse as the finest. */
const opened = ([d, h, w]: Axes): Axes => {
  const finest = Math.min(d.spacing, h.spacing, w.spacing)
  const open = (axis: Axis): Axis => (axis.spacing / finest < 2 ? { ...axis, kernel: 3 } : axis)
  return [open(d), open(h), open(w)]
}

const halved = ([d, h, w]: Axes, chosen: readonly Axis[]): Axes => {
  const halve = (axis: Axis): Axis =>
    chosen.includes(axis)
      ? { ...axis, size: Math.ceil(axis.size / 2), spacing: 2 * axis.spacing }
      : axis
  return [halve(d), halve(h), halve(w)]
}

/**
 * nnU-Net's topology for a crop in voxels and a spacing in mm: its get_pool_and_conv_props (Isensee
 * et al. 2021, supplementary note 2). An axis is halved while it has 8 voxels or more and is less
 * than twice as coarse as the finest.
 */
export const nnunetPlan = (crop: Triple, spacing: Triple): NnunetPlan => {
  const axis = (index: 0 | 1 | 2): Axis => ({
    size: crop[index],
    spacing: spacing[index],
    kernel: 1,
  })
  let axes: Axes = [axis(0), axis(1), axis(2)]
  const strides: Triple[] = [[1, 1, 1]]
  const kernels: Triple[] = []
  for (let chosen = toHalve(axes); chosen.length > 0; chosen = toHalve(axes)) {
    const before = axes
    strides.push(mapTriple(before, (each) => (chosen.includes(each) ? 2 : 1)))
    const after = opened(before)
    kernels.push(mapTriple(after, ({ kernel }) => kernel))
    const [d, h, w] = halved(before, chosen)
    axes = [
      { ...d, kernel: after[0].kernel },
      { ...h, kernel: after[1].kernel },
      { ...w, kernel: after[2].kernel },
    ]
  }
  return { strides, kernels: [...kernels, [3, 3, 3]] }
}

/** What must divide each axis of a crop. */
export const divisorOf = ({ strides }: NnunetPlan): Triple =>
  strides.reduce<Triple>(([d, h, w], [sd, sh, sw]) => [d * sd, h * sh, w * sw], [1, 1, 1])

/**
 * Shares of the outputs in the loss, finest first: 1, 1/2, 1/4 and so on, of which nnU-Net sets the
 * last to zero and scales the rest to a sum of 1. `levels` counts the decoder's.
 */
export const supervisionWeights = (levels: number): readonly number[] => {
  const raw = Array.from({ length: Math.max(1, levels - 1) }, (_, level) => 2 ** -level)
  const total = raw.reduce((sum, weight) => sum + weight, 0)
  return raw.map((weight) => weight / total)
}
