import type { Window } from "../kernels/window.ts"
import { sizeOf } from "../shape.ts"
import { reverse } from "./moving.ts"
import { highest } from "./product.ts"
import { listText, typeText, type Value } from "./value.ts"
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
  const precision = `#stablehlo<precision ${highest}>`
  const spec = { shape, dtype: x.dtype }
  return w.op(
    `stablehlo.convolution(${x.name}, ${kernel.name}) dim_numbers = ${numbers}, window = {${window}} {batch_group_count = 1 : i64, feature_group_count = 1 : i64, precision_config = [${precision}, ${precision}]} : (${typeText(x)}, ${typeText(kernel)}) -> ${typeText(spec)}`,
    spec,
    flops,
  )
}

/** An add and a multiply for each tap of each window; x or dy has the other channels. */
const flopsOf = ({ kernel, output }: Window, x: Value, channels: number): number =>
  2 * sizeOf(kernel) * sizeOf(output) * x.shape[0]! * x.shape[4]! * channels

/** Convolution: x [n, d, h, w, i], weight [kd, kh, kw, i, o]. */
export const forward = (w: Writer, x: Value, weight: Value, window: Window): Value =>
  convolution(w, x, weight, {
    flops: flopsOf(window, x, weight.shape[4]!),
    input: "b012f",
    kernel: "012io",
    output: "b012f",
    pads: window.before.map((size, axis) => [size, window.after[axis]!]),
    strides: window.strides,
    shape: [x.shape[0]!, ...window.output, weight.shape[4]!],
  })

/** Distance from the first to the last voxel on which a window starts, and one more. */
const spread = ({ output, strides }: Window, axis: number): number =>
  (output[axis]! - 1) * strides[axis]! + 1

/**
 * Its gradient with respect to x, as JAX writes it: XLA finds cuDNN's convolution for it in the
 * dilated dy and the reversed weight.
 */
export const towardsInput = (w: Writer, dy: Value, weight: Value, window: Window): Value =>
  convolution(w, dy, reverse(w, weight, [0, 1, 2]), {
    flops: flopsOf(window, dy, weight.shape[3]!),
    input: "b012f",
    kernel: "012oi",
    output: "b012f",
    pads: window.kernel.map((size, axis) => {
      const low = size - 1 - window.before[axis]!
      return [low, window.input[axis]! - spread(window, axis) - low + size - 1]
    }),
    inputDilation: window.strides,
    shape: [dy.shape[0]!, ...window.input, weight.shape[3]!],
  })

/** Its gradient with respect to the weight: samples are what is summed, channels of x the batch. */
export const towardsWeight = (w: Writer, x: Value, dy: Value, window: Window): Value =>
  convolution(w, x, dy, {
    flops: flopsOf(window, x, dy.shape[4]!),
    input: "f012b",
    kernel: "i012o",
    output: "012bf",
    pads: window.kernel.map((size, axis) => {
      const before = window.before[axis]!
      return [before, size - 1 + spread(window, axis) - window.input[axis]! - before]
    }),
    kernelDilation: window.strides,
    shape: [...window.kernel, x.shape[4]!, dy.shape[4]!],
  })
