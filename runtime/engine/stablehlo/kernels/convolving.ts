import type * as tf from "@tensorflow/tfjs"
import { numberAt, numbersAt } from "../../attributes.ts"
import { centredWindow, disjointWindow, windowOf } from "../../kernels/window.ts"
import { forward, towardsInput, towardsWeight } from "../convolution.ts"
import type { Value } from "../value.ts"
import type { Call, Kernels } from "./kernel.ts"

/** A transposed convolution is the gradient of a convolution, whose filter [kd, kh, kw, o, i] it has. */
export const convolvingKernels: Kernels<"convolving"> = {
  Conv3D: ({ w, input, attributes }) => {
    const [x, weight] = [input("x"), input("filter")]
    return forward(
      w,
      x,
      weight,
      windowOf(attributes, weight.shape.slice(0, 3), x.shape.slice(1, 4)),
    )
  },
  Conv3DBackpropInputV2: ({ w, input, attributes }) => {
    const [dy, weight] = [input("dy"), input("filter")]
    const size = numbersAt(attributes, "inputShape").slice(1, 4)
    return towardsInput(w, dy, weight, windowOf(attributes, weight.shape.slice(0, 3), size))
  },
  Conv3DBackpropFilterV2: ({ w, input, attributes }) => {
    const [x, dy] = [input("x"), input("dy")]
    const kernel = numbersAt(attributes, "filterShape").slice(0, 3)
    return towardsWeight(w, x, dy, windowOf(attributes, kernel, x.shape.slice(1, 4)))
  },
  DisjointConvTranspose: ({ w, input }) => {
    const [x, weight] = [input("x"), input("filter")]
    const kernel = weight.shape.slice(0, 3)
    const fine = x.shape.slice(1, 4).map((size, axis) => size * kernel[axis]!)
    return towardsInput(w, x, weight, disjointWindow(kernel, fine))
  },
  DisjointConvTransposeInputGrad: ({ w, input }) => {
    const [dy, weight] = [input("dy"), input("filter")]
    const window = disjointWindow(weight.shape.slice(0, 3), dy.shape.slice(1, 4))
    return forward(w, dy, weight, window)
  },
  DisjointConvTransposeFilterGrad: ({ w, input, attributes }) => {
    const [x, dy] = [input("x"), input("dy")]
    const window = disjointWindow(numbersAt(attributes, "kernel"), dy.shape.slice(1, 4))
    return towardsWeight(w, dy, x, window)
  },
}

const grouped = (
  attributes: tf.NamedAttrMap | undefined,
  kernel: readonly number[],
  input: readonly number[],
) => {
  const dilation = numberAt(attributes, "dilation")
  const window = centredWindow(kernel, input, numberAt(attributes, "stride"), dilation)
  return { ...window, dilation, groups: numberAt(attributes, "groups") }
}

/** Convolutions in groups of channels, whole. */
export const groupedKernels = {
  GroupedConv3D: ({ w, input, attributes }: Call): Value => {
    const [x, weight] = [input("x"), input("filter")]
    const window = grouped(attributes, weight.shape.slice(0, 3), x.shape.slice(1, 4))
    return forward(w, x, weight, window)
  },
  GroupedConv3DBackpropInput: ({ w, input, attributes }: Call): Value => {
    const [dy, weight] = [input("dy"), input("filter")]
    const size = numbersAt(attributes, "inputShape").slice(1, 4)
    return towardsInput(w, dy, weight, grouped(attributes, weight.shape.slice(0, 3), size))
  },
  GroupedConv3DBackpropFilter: ({ w, input, attributes }: Call): Value => {
    const [x, dy] = [input("x"), input("dy")]
    const kernel = numbersAt(attributes, "filterShape").slice(0, 3)
    return towardsWeight(w, x, dy, grouped(attributes, kernel, x.shape.slice(1, 4)))
  },
}
