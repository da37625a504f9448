import { numbersAt } from "../../attributes.ts"
import {
  disjointInputGradient,
  disjointTransposed,
  disjointWeightGradient,
} from "../conv/disjoint.ts"
import { convolution } from "../conv/forward.ts"
import { inputGradient } from "../conv/inputGradient.ts"
import { pointwiseWeightGradient, weightGradient } from "../conv/weightGradient.ts"
import { isPointwise, windowOf } from "../../kernels/window.ts"
import type { Kernels } from "./kernel.ts"

/** Three-dimensional convolution and its gradients. */
export const convolvingKernels: Kernels<"convolving"> = {
  Conv3D: ({ graph, input, attributes }) => {
    const [x, weight] = [input("x"), input("filter")]
    const window = windowOf(attributes, weight.shape.slice(0, 3), x.shape.slice(1, 4))
    return convolution(graph, x, weight, window)
  },
  Conv3DBackpropInputV2: ({ graph, input, attributes }) => {
    const [dy, weight] = [input("dy"), input("filter")]
    const size = numbersAt(attributes, "inputShape").slice(1, 4)
    return inputGradient(graph, dy, weight, windowOf(attributes, weight.shape.slice(0, 3), size))
  },
  Conv3DBackpropFilterV2: ({ graph, input, attributes }) => {
    const [x, dy] = [input("x"), input("dy")]
    const kernel = numbersAt(attributes, "filterShape").slice(0, 3)
    const window = windowOf(attributes, kernel, x.shape.slice(1, 4))
    return isPointwise(window)
      ? pointwiseWeightGradient(graph, x, dy)
      : weightGradient(graph, x, dy, window)
  },
  /** Transposed convolution whose kernel is its stride; ours, with the gradients below. */
  DisjointConvTranspose: ({ graph, input }) =>
    disjointTransposed(graph, input("x"), input("filter")),
  DisjointConvTransposeInputGrad: ({ graph, input }) =>
    disjointInputGradient(graph, input("dy"), input("filter")),
  DisjointConvTransposeFilterGrad: ({ graph, input, attributes }) =>
    disjointWeightGradient(graph, input("x"), input("dy"), numbersAt(attributes, "kernel")),
}
