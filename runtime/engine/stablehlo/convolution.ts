import type { Window } from "../kernels/window.ts"
import { sizeOf } from "../shape.ts"
import { convert, reshape } from "./elementwise.ts"
import { reverse, transpose } from "./moving.ts"
import { factor, roundingOf } from "./precision.ts"
import { listText, type Value } from "./value.ts"
import type { Writer } from "./writer.ts"

interface Convolution {
  readonly flops: number
  /** Letters of the axes as StableHLO writes them, such as `b012f`. */
  readonly input: string
  readonly kernel: string
  readonly output: string
  readonly pads: readonly (readonly [before: number, after: number])[]
  readonly strides?: readonly number[]
  readonly inputDilation?: readonly number[]
  readonly kernelDilation?: readonly number[]
  /** Groups of the features of the input, or of its batch. */
  readonly featureGroups?: number
  readonly batchGroups?: number
  readonly shape: readonly number[]
}

const ones = [1, 1, 1]

const convolution = (
  w: Writer,
  x: Value,
  kernel: Value,
  {
    pads,
    strides = ones,
    inputDilation = ones,
    kernelDilation = ones,
    featureGroups = 1,
    batchGroups = 1,
    shape,
    flops,
    ...axes
  }: Convolution,
): Value => {
  const letters = (text: string) => `[${text.split("").join(", ")}]`
  const window = [
    `stride = ${listText(strides)}`,
    `pad = [${pads.map(listText).join(", ")}]`,
    `lhs_dilate = ${listText(inputDilation)}`,
    `rhs_dilate = ${listText(kernelDilation)}`,
  ].join(", ")
  const numbers = `${letters(axes.input)}x${letters(axes.kernel)}->${letters(axes.output)}`
  const precision = `#stablehlo<precision ${roundingOf(w)}>`
  const spec = { shape, dtype: x.dtype }
  const sums = w.from(
    [x, kernel],
    `stablehlo.convolution(${x.name}, ${kernel.name}) dim_numbers = ${numbers}, window = {${window}} {batch_group_count = ${batchGroups} : i64, feature_group_count = ${featureGroups} : i64, precision_config = [${precision}, ${precision}]}`,
    spec,
    flops,
  )
  // XLA finds cuDNN's convolution of bfloat16 where the result is of that type too.
  return convert(w, sums, "float32")
}

/** How a convolution goes over channels and voxels. */
export interface Geometry extends Window {
  readonly groups?: number
  /** Voxels from tap to tap. */
  readonly dilation?: number
}

const geometry = ({ groups = 1, dilation = 1, ...window }: Geometry) => ({
  groups,
  dilations: [dilation, dilation, dilation],
  /** Voxels from the first to the last tap. */
  reach: window.kernel.map((size) => (size - 1) * dilation),
  /** Voxels from the first to the last on which a window starts. */
  spread: window.output.map((size, axis) => (size - 1) * window.strides[axis]!),
})

/** An add and a multiply for each tap of each window; x or dy has the other channels. */
const flopsOf = ({ kernel, output, groups = 1 }: Geometry, x: Value, channels: number): number =>
  (2 * sizeOf(kernel) * sizeOf(output) * x.shape[0]! * x.shape[4]! * channels) / groups

/** Convolution: x [n, d, h, w, i], weight [kd, kh, kw, i / groups, o]. */
export const forward = (w: Writer, x: Value, weight: Value, window: Geometry): Value => {
  const { groups, dilations } = geometry(window)
  return convolution(w, factor(w, x), factor(w, weight), {
    flops: flopsOf(window, x, weight.shape[4]!),
    input: "b012f",
    kernel: "012io",
    output: "b012f",
    pads: window.before.map((size, axis) => [size, window.after[axis]!]),
    strides: window.strides,
    kernelDilation: dilations,
    featureGroups: groups,
    shape: [x.shape[0]!, ...window.output, weight.shape[4]!],
  })
}

/** A weight [kd, kh, kw, i / groups, o] as [kd, kh, kw, i, o / groups]. */
const inputsFirst = (w: Writer, weight: Value, groups: number): Value => {
  if (groups === 1) return weight
  const [kernel, [i, o]] = [weight.shape.slice(0, 3), weight.shape.slice(3)]
  const apart = reshape(w, weight, [...kernel, i!, groups, o! / groups])
  const ordered = transpose(w, apart, [0, 1, 2, 4, 3, 5])
  return reshape(w, ordered, [...kernel, i! * groups, o! / groups])
}

/**
 * Its gradient with respect to x, as JAX writes it: XLA finds cuDNN's convolution for it in the
 * dilated dy and the reversed weight.
 */
export const towardsInput = (w: Writer, dy: Value, weight: Value, window: Geometry): Value => {
  const { groups, dilations, reach, spread } = geometry(window)
  const channels = weight.shape[3]! * groups
  const kernel = reverse(w, inputsFirst(w, factor(w, weight), groups), [0, 1, 2])
  return convolution(w, factor(w, dy), kernel, {
    flops: flopsOf(window, dy, channels),
    input: "b012f",
    kernel: "012oi",
    output: "b012f",
    pads: reach.map((size, axis) => {
      const low = size - window.before[axis]!
      return [low, window.input[axis]! - 1 - spread[axis]! - low + size]
    }),
    inputDilation: window.strides,
    kernelDilation: dilations,
    featureGroups: groups,
    shape: [dy.shape[0]!, ...window.input, channels],
  })
}

/** Its gradient with respect to the weight: samples are what is summed, channels of x the batch. */
export const towardsWeight = (w: Writer, x: Value, dy: Value, window: Geometry): Value => {
  const { groups, dilations, reach, spread } = geometry(window)
  return convolution(w, factor(w, x), factor(w, dy), {
    flops: flopsOf(window, x, dy.shape[4]!),
    input: "f012b",
    kernel: "i012o",
    output: "012bf",
    pads: reach.map((size, axis) => {
      const before = window.before[axis]!
      return [before, size + spread[axis]! + 1 - window.input[axis]! - before]
    }),
    strides: dilations,
    kernelDilation: window.strides,
    batchGroups: groups,
    shape: [...window.kernel, x.shape[4]! / groups, dy.shape[4]!],
  })
}
