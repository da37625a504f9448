import type { Triple } from "../engine/index.ts"
import { kaimingUniform, type Parameters } from "./parameter.ts"

/** Parameters of PyTorch's Conv3d: `weight` [kd, kh, kw, inputs, outputs], `bias` [outputs]. */
export const convParameters = (
  [kd, kh, kw]: Triple,
  inputs: number,
  outputs: number,
  { bias = false }: { readonly bias?: boolean } = {},
): Parameters => {
  const init = kaimingUniform(kd * kh * kw * inputs)
  return {
    weight: { shape: [kd, kh, kw, inputs, outputs], init },
    ...(bias ? { bias: { shape: [outputs], init } } : {}),
  }
}

/**
 * Parameters of PyTorch's ConvTranspose3d without bias: `weight` [kd, kh, kw, outputs, inputs].
 * PyTorch takes the outputs for the fan-in of its default initialisation.
 */
export const convTransposeParameters = (
  [kd, kh, kw]: Triple,
  inputs: number,
  outputs: number,
): Parameters => ({
  weight: {
    shape: [kd, kh, kw, outputs, inputs],
    init: kaimingUniform(kd * kh * kw * outputs),
  },
})
