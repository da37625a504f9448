/** Where a program runs. */
export type Device =
  /** Compiled to one graph, run by ONNX Runtime on this many threads. */
  | { readonly kind: "cpu"; readonly threads: number }
  /** Op by op in TensorFlow.js' reference backend: slow, for tests. */
  | { readonly kind: "eager"; readonly backend: "cpu" }
  /** Op by op in TensorFlow, through the optional package tfjs-node-gpu or tfjs-node. */
  | { readonly kind: "tensorflow" }
