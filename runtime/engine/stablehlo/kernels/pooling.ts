import { poolingWindow, type Window } from "../../kernels/window.ts"
import { towardsLargest } from "../largest.ts"
import { scalarRegion } from "../region.ts"
import { listText } from "../value.ts"
import type { Kernels } from "./kernel.ts"

const windowText = (window: Window): string => {
  const five = (sizes: readonly number[]) => `array<i64: ${[1, ...sizes, 1].join(", ")}>`
  const sides = window.before.map((size, axis) => [size, window.after[axis]!])
  const pads = [[0, 0], ...sides, [0, 0]].map(listText).join(", ")
  return `window_dimensions = ${five(window.kernel)}, window_strides = ${five(window.strides)}, padding = dense<[${pads}]> : tensor<5x2xi64>`
}

export const poolingKernels: Kernels<"pooling"> = {
  MaxPool3D: ({ w, input, attributes }) => {
    const x = input("x")
    const window = poolingWindow(attributes, x)
    const least = w.number(-Infinity)
    return w.from(
      [x, least],
      `"stablehlo.reduce_window"(${x.name}, ${least.name}) (${scalarRegion("maximum", x.dtype)}) {${windowText(window)}}`,
      { ...x, shape: [x.shape[0]!, ...window.output, x.shape[4]!] },
    )
  },
  MaxPool3DGrad: ({ w, input, attributes }) => {
    const x = input("input")
    return towardsLargest(w, x, input("dy"), poolingWindow(attributes, x))
  },
}
