import type { Window } from "../kernels/window.ts"
import { compare, each, where } from "./elementwise.ts"
import { pad, slice } from "./moving.ts"
import type { Value } from "./value.ts"
import type { Writer } from "./writer.ts"

/** Places of a window, the last axis fastest. */
const taps = ({ kernel: [depth = 1, height = 1, width = 1] }: Window) =>
  Array.from({ length: depth * height * width }, (_, index) => [
    Math.floor(index / (height * width)),
    Math.floor(index / width) % height,
    index % width,
  ])

/** Which place of each window of x holds its largest value, the first among equals. */
const largestTap = (w: Writer, x: Value, like: Value, window: Window): Value => {
  const { before, after, strides } = window
  const wide = pad(w, x, -Infinity, [0, ...before, 0], [0, ...after, 0])
  const at = (tap: readonly number[]) =>
    slice(w, wide, [0, ...tap, 0], like.shape, [1, ...strides, 1])
  const [first, ...rest] = taps(window).map(at)
  return rest.reduce(
    ({ best, place }, value, index) => ({
      best: each(w, "maximum", best, value),
      place: where(
        w,
        compare(w, "GT", value, best),
        w.number(index + 1, place.shape, "int32"),
        place,
      ),
    }),
    { best: first!, place: w.number(0, like.shape, "int32") },
  ).place
}

/**
 * Gradient of max pooling: dy [n, ...output, c] where the largest of x [n, ...input, c] was. XLA writes
 * `select_and_scatter` on a GPU as a scatter, with a sort of all windows where results must not vary.
 */
export const towardsLargest = (w: Writer, x: Value, dy: Value, window: Window): Value => {
  const { before, strides, input, output } = window
  const place = largestTap(w, x, dy, window)
  const zero = w.number(0, dy.shape, dy.dtype)
  return taps(window)
    .map((tap, index) => {
      const here = compare(w, "EQ", place, w.number(index, place.shape, "int32"))
      const low = tap.map((offset, axis) => offset - before[axis]!)
      const high = low.map(
        (start, axis) => input[axis]! - start - (output[axis]! - 1) * strides[axis]! - 1,
      )
      const between = [0, ...strides.map((stride) => stride - 1), 0]
      return pad(w, where(w, here, dy, zero), 0, [0, ...low, 0], [0, ...high, 0], between)
    })
    .reduce((sum, part) => each(w, "add", sum, part))
}
