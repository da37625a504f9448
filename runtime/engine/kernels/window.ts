import type * as tf from "@tensorflow/tfjs"
import { has, numbersAt } from "../attributes.ts"
import { UnsupportedUse } from "./kernel.ts"

/** How a window slides over depth, height and width; each list has those three. */
export interface Window {
  readonly kernel: readonly number[]
  readonly strides: readonly number[]
  /** Voxels of padding before and after each axis. */
  readonly before: readonly number[]
  readonly after: readonly number[]
  readonly input: readonly number[]
  readonly output: readonly number[]
}

const three = (values: readonly number[]): readonly number[] =>
  values.length === 1 ? [values[0]!, values[0]!, values[0]!] : values

/** The window of a tfjs kernel's attributes over an input of the size given. */
export const windowOf = (
  attributes: tf.NamedAttrMap | undefined,
  kernel: readonly number[],
  input: readonly number[],
): Window => {
  if (has(attributes, "dilations") && numbersAt(attributes, "dilations").some((rate) => rate !== 1))
    throw new UnsupportedUse("dilation")
  const format = attributes?.["dataFormat"] ?? "NDHWC"
  if (format !== "NDHWC") throw new UnsupportedUse("a data format other than NDHWC")
  const strides = three(numbersAt(attributes, "strides"))
  const pad = attributes?.["pad"]
  const sides = input.map((size, axis): readonly [number, number] => {
    if (pad === "valid") return [0, 0]
    if (typeof pad === "number") return [pad, pad]
    if (pad !== "same") throw new UnsupportedUse(`padding ${JSON.stringify(pad)}`)
    const [k, s] = [kernel[axis]!, strides[axis]!]
    // TensorFlow starts at the first voxel there, tfjs' cpu backend in the middle.
    if (s > k) throw new UnsupportedUse("padding same and a stride larger than the kernel")
    const total = Math.max((Math.ceil(size / s) - 1) * s + k - size, 0)
    return [total >> 1, total - (total >> 1)]
  })
  const before = sides.map(([start]) => start)
  const after = sides.map(([, end]) => end)
  const output = input.map((size, axis) => {
    const room = size + before[axis]! + after[axis]! - kernel[axis]!
    return Math.floor(room / strides[axis]!) + 1
  })
  if (output.some((size) => size < 1))
    throw new Error(`a window of ${kernel.join(" x ")} does not fit into ${input.join(" x ")}`)
  return { kernel, strides, before, after, input, output }
}

/** Whether the window is a single voxel that visits all. */
export const isPointwise = ({ kernel, strides, before, after }: Window): boolean =>
  kernel.every((size, axis) => size === 1 && strides[axis] === 1) &&
  before.every((size) => size === 0) &&
  after.every((size) => size === 0)

/** The window of a pooling over x [n, d, h, w, c]. */
export const poolingWindow = (
  attributes: tf.NamedAttrMap | undefined,
  x: { readonly shape: readonly number[] },
): Window => windowOf(attributes, three(numbersAt(attributes, "filterSize")), x.shape.slice(1, 4))

/** The window of a convolution padded so that a stride of 1 keeps its size; `dilation` from tap to tap. */
export const centredWindow = (
  kernel: readonly number[],
  input: readonly number[],
  stride: number,
  dilation: number,
): Window => {
  const before = kernel.map((size) => ((size - 1) / 2) * dilation)
  const output = input.map((size) => Math.floor((size - 1) / stride) + 1)
  return { kernel, strides: three([stride]), before, after: before, input, output }
}

/** The window of a convolution whose kernel is its stride, over an input of a size that it divides. */
export const disjointWindow = (kernel: readonly number[], input: readonly number[]): Window => ({
  kernel,
  strides: kernel,
  before: [0, 0, 0],
  after: [0, 0, 0],
  input,
  output: input.map((size, axis) => size / kernel[axis]!),
})
