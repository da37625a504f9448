import type { TensorSpecs } from "../../engine/index.ts"

/** How the first value of a parameter is drawn. */
export type Init =
  | { readonly kind: "zeros" }
  | { readonly kind: "ones" }
  /** Uniform in [-bound, bound]. */
  | { readonly kind: "uniform"; readonly bound: number }
  | { readonly kind: "normal"; readonly deviation: number }
  /** Normal, drawn anew while it lies outside of [-bound, bound]. */
  | { readonly kind: "truncatedNormal"; readonly deviation: number; readonly bound: number }

export const zeros: Init = { kind: "zeros" }
export const ones: Init = { kind: "ones" }

/** PyTorch's default of linear and convolution layers: kaiming_uniform_ with a = sqrt(5). */
export const kaimingUniform = (fanIn: number): Init => ({
  kind: "uniform",
  bound: 1 / Math.sqrt(fanIn),
})

/** kaiming_normal_ for leaky ReLU of a slope (He et al. 2015, equation 10); slope 0 for ReLU. */
export const heNormal =
  (slope: number) =>
  (fanIn: number): Init => ({
    kind: "normal",
    deviation: Math.sqrt(2 / ((1 + slope * slope) * fanIn)),
  })

/** xavier_uniform_ (Glorot and Bengio 2010, equation 16). */
export const xavierUniform = (inputs: number, outputs: number): Init => ({
  kind: "uniform",
  bound: Math.sqrt(6 / (inputs + outputs)),
})

/** trunc_normal_(std=0.02, a=-2, b=2): MONAI's patch and position embeddings. */
export const embeddingNormal: Init = { kind: "truncatedNormal", deviation: 0.02, bound: 2 }

export interface ParameterSpec {
  readonly shape: readonly number[]
  readonly init: Init
}

/**
 * The trainable tensors of a network by name. Names are those of MONAI's state dicts; layouts are
 * those of TensorFlow.js, PyTorch's transposed: [1, 0] for linear weights (to [in, out]) and
 * [2, 3, 4, 1, 0] for convolutions (to [kd, kh, kw, in, out]) and transposed convolutions (to
 * [kd, kh, kw, out, in]).
 */
export type Parameters = Readonly<Record<string, ParameterSpec>>

/** Shapes and types, as a program's state declares them. */
export const specsOf = (parameters: Parameters): TensorSpecs =>
  Object.fromEntries(
    Object.entries(parameters).map(([name, { shape }]) => [name, { shape, dtype: "float32" }]),
  )

/** Numbers in all parameters together. */
export const parameterCount = (parameters: Parameters): number =>
  Object.values(parameters).reduce(
    (sum, { shape }) => sum + shape.reduce((size, axis) => size * axis, 1),
    0,
  )
