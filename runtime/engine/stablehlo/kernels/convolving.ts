import type * as tf from "@tensorflow/tfjs"
import { numberAt, numbersAt } from "../../attributes.ts"
import { centredWindow, disjointWindow, windowOf } from "../../kernels/window.ts"
import { forward, type Geometry, towardsInput, towardsWeight } from "../convolution.ts"
import type { Value } from "../value.ts"
import type { Call, Kernels } from "./kernel.ts"

/** How a convolution with a kernel goes over an input, by its attributes. */
type GeometryOf = (
  attributes: tf.NamedAttrMap | undefined,
  kernel: readonly number[],
  input: readonly number[],
) => Geometry

const space = ({ shape }: Pick<Value, "shape">): readonly number[] => shape.slice(1, 4)
const kernelOf = ({ shape }: Pick<Value, "shape">): readonly number[] => shape.slice(0, 3)

/** A convolution and its gradients, by their tfjs attributes. */
const convolution = (geometryOf: GeometryOf) => ({
  forward: ({ w, input, attributes }: Call): Value => {
    const [x, weight] = [input("x"), input("filter")]
    return forward(w, x, weight, geometryOf(attributes, kernelOf(weight), space(x)))
  },
  towardsInput: ({ w, input, attributes }: Call): Value => {
    const [dy, weight] = [input("dy"), input("filter")]
    const size = space({ shape: numbersAt(attributes, "inputShape") })
    return towardsInput(w, dy, weight, geometryOf(attributes, kernelOf(weight), size))
  },
  towardsWeight: ({ w, input, attributes }: Call): Value => {
    const [x, dy] = [input("x"), input("dy")]
    const kernel = kernelOf({ shape: numbersAt(attributes, "filterShape") })
    return towardsWeight(w, x, dy, geometryOf(attributes, kernel, space(x)))
  },
})

const plain = convolution(windowOf)

/** A transposed convolution is the gradient of a convolution, whose filter [kd, kh, kw, o, i] it has. */
export const convolvingKernels: Kernels<"convolving"> = {
  Conv3D: plain.forward,
  Conv3DBackpropInputV2: plain.towardsInput,
  Conv3DBackpropFilterV2: plain.towardsWeight,
  DisjointConvTranspose: ({ w, input }) => {
    const [x, weight] = [input("x"), input("filter")]
    const kernel = kernelOf(weight)
    const fine = space(x).map((size, axis) => size * kernel[axis]!)
    return towardsInput(w, x, weight, disjointWindow(kernel, fine))
  },
  DisjointConvTransposeInputGrad: ({ w, input }) => {
    const [dy, weight] = [input("dy"), input("filter")]
    return forward(w, dy, weight, disjointWindow(kernelOf(weight), space(dy)))
  },
  DisjointConvTransposeFilterGrad: ({ w, input, attributes }) => {
    const [x, dy] = [input("x"), input("dy")]
    return towardsWeight(w, dy, x, disjointWindow(numbersAt(attributes, "kernel"), space(dy)))
  },
}

const grouped = convolution((attributes, kernel, input) => {
  const dilation = numberAt(attributes, "dilation")
  const window = centredWindow(kernel, input, numberAt(attributes, "stride"), dilation)
  return { ...window, dilation, groups: numberAt(attributes, "groups") }
})

/** Convolutions in groups of channels, whole. */
export const groupedKernels = {
  GroupedConv3D: grouped.forward,
  GroupedConv3DBackpropInput: grouped.towardsInput,
  GroupedConv3DBackpropFilter: grouped.towardsWeight,
}
