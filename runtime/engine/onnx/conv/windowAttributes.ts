import type { Window } from "../../kernels/window.ts"
import type { Attributes } from "../graph.ts"

/** ONNX's attributes of a window. */
export const windowAttributes = ({ kernel, strides, before, after }: Window): Attributes => ({
  kernel_shape: { ints: kernel },
  strides: { ints: strides },
  pads: { ints: [...before, ...after] },
})
