/** What XLA compiles for. */
export type XlaPlatform = "cpu" | "cuda"

/** Where a program runs. */
export type Device =
  /** Compiled to one graph, run by ONNX Runtime on this many threads. */
  | { readonly kind: "cpu"; readonly threads: number }
  /** Compiled to one graph, run by ONNX Runtime's WebGPU provider, which keeps the state there. */
  | { readonly kind: "webgpu" }
  /**
   * Compiled by XLA through a PJRT plugin, which keeps the state on one of its devices, or on each of so
   * many of them from `index` on: these divide the batch of a program that has one. Default: one.
   */
  | {
      readonly kind: "xla"
      readonly platform: XlaPlatform
      readonly index: number
      readonly devices?: number
    }
  /** Op by op in TensorFlow.js' reference backend: slow, for tests. */
  | { readonly kind: "eager"; readonly backend: "cpu" }
  /** Op by op in TensorFlow, through the optional package tfjs-node-gpu or tfjs-node. */
  | { readonly kind: "tensorflow" }
