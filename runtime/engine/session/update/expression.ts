/**
 * Operations on elements that IEEE 754 defines to the last bit, by their names in ONNX, with their numbers
 * in WebAssembly (f32x4).
 */
export const operations = {
  Abs: 0xe0,
  Neg: 0xe1,
  Sqrt: 0xe3,
  Add: 0xe4,
  Sub: 0xe5,
  Mul: 0xe6,
  Div: 0xe7,
} as const

export type Operation = keyof typeof operations

/** Whether an operator of ONNX is one of them. */
export const isOperation = (op: string): op is Operation => op in operations

/** One value for each element: read from a tensor, the same for all, or computed of earlier terms. */
export type Term =
  | { readonly tensor: number }
  | { readonly scalar: number }
  | { readonly constant: number }
  | { readonly op: Operation; readonly of: readonly number[] }

/** What is computed for each element: all tensors are read before one is written. */
export interface Expression {
  readonly tensors: number
  readonly scalars: number
  readonly terms: readonly Term[]
  /** Terms that are written, each over a tensor. */
  readonly results: readonly { readonly tensor: number; readonly term: number }[]
}
