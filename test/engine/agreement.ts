import { Effect } from "effect"
import {
  type Arrays,
  type Device,
  prepare,
  type Program,
  type Tensors,
  type TensorSpec,
  type TensorSpecs,
  tf,
  valueAndGradients,
} from "../../runtime/engine/index.ts"
import type { Random } from "../../runtime/random/random.ts"

export const compiled: Device = { kind: "cpu", threads: 1 }
export const eager: Device = { kind: "eager", backend: "cpu" }

export const float32 = (...shape: readonly number[]): TensorSpec => ({ shape, dtype: "float32" })
export const int32 = (...shape: readonly number[]): TensorSpec => ({ shape, dtype: "int32" })
export const bool = (...shape: readonly number[]): TensorSpec => ({ shape, dtype: "bool" })

/** Standard normal values for float32, small integers for int32, coin flips for bool. */
export const drawn = (specs: TensorSpecs, random: Random): Arrays =>
  Object.fromEntries(
    Object.entries(specs).map(([name, { shape, dtype }]) => {
      const length = shape.reduce((size, axis) => size * axis, 1)
      if (dtype === "float32") return [name, Float32Array.from({ length }, () => random.normal())]
      if (dtype === "int32") return [name, Int32Array.from({ length }, () => random.integer(9) - 4)]
      return [name, Uint8Array.from({ length }, () => random.integer(2))]
    }),
  )

/** One step of a program without state. */
export const once = (program: Program, device: Device, inputs: Arrays): Promise<Arrays> =>
  Effect.runPromise(
    Effect.scoped(Effect.flatMap(prepare(program, device), (prepared) => prepared.step(inputs))),
  )

export type Computation = (inputs: Tensors) => tf.Tensor | readonly tf.Tensor[]

// A loss that gives every element of every float result its own weight.
const weighted = (results: readonly tf.Tensor[]): tf.Scalar =>
  results
    .filter(({ dtype }) => dtype === "float32")
    .map((x) => {
      const weights = Float32Array.from({ length: x.size }, (_, i) => Math.cos(3 * i + 1))
      return tf.sum<tf.Scalar>(tf.mul(x, tf.tensor(weights, x.shape)))
    })
    .reduce((a, b) => tf.add<tf.Scalar>(a, b), tf.scalar(0))

const listed = (results: tf.Tensor | readonly tf.Tensor[]): readonly tf.Tensor[] =>
  results instanceof tf.Tensor ? [results] : results

/** A program with the results of a computation and the gradients of its float inputs. */
export const programOf = (name: string, specs: TensorSpecs, compute: Computation): Program => ({
  name,
  state: {},
  inputs: specs,
  body: (_, inputs) => {
    const named = (results: readonly tf.Tensor[]): Tensors =>
      Object.fromEntries(results.map((tensor, index) => [`result${index}`, tensor]))
    const float = Object.entries(inputs).filter(([, { dtype }]) => dtype === "float32")
    if (float.length === 0) return { state: {}, outputs: named(listed(compute(inputs))) }
    const { gradients, aux } = valueAndGradients(Object.fromEntries(float), (parameters) => {
      const results = listed(compute({ ...inputs, ...parameters }))
      return { loss: weighted(results), aux: named(results) }
    })
    const derived = Object.entries(gradients).map(([key, tensor]) => [`d${key}`, tensor])
    return { state: {}, outputs: { ...aux, ...Object.fromEntries(derived) } }
  },
})

/**
 * Largest difference over the largest expected magnitude, at least `floor`: derivatives such as
 * 1 - tanh² cancel terms near 1, which leaves rounding of some 1e-7 however small the result is.
 */
export const relativeError = (
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  floor = 1e-2,
): number => {
  let difference = 0
  let magnitude = floor
  for (let i = 0; i < expected.length; i++) {
    magnitude = Math.max(magnitude, Math.abs(expected[i]!))
    const distance = Math.abs(actual[i]! - expected[i]!)
    if (!(distance <= difference)) difference = distance
  }
  return difference / magnitude
}

const types = (arrays: Arrays): readonly string[] =>
  Object.entries(arrays)
    .map(([name, values]) => `${name}: ${values.length} of ${values.constructor.name}`)
    .sort()

/** How arrays differ in names, types, lengths, or in values by more than a relative error. */
export const differences = (
  actual: Arrays,
  expected: Arrays,
  tolerance: number,
  floor?: number,
): readonly string[] => {
  const surplus = types(actual).filter((type) => !types(expected).includes(type))
  const missing = types(expected).filter((type) => !types(actual).includes(type))
  if (surplus.length + missing.length > 0) return [...surplus, "instead of", ...missing]
  return Object.entries(expected).flatMap(([name, values]) => {
    const error = relativeError(actual[name]!, values, floor)
    return error <= tolerance ? [] : [`${name} is off by ${error}`]
  })
}

/** How compiled (on a device) and eager runs differ in the results and gradients of a computation. */
export const disagreements = async (
  name: string,
  specs: TensorSpecs,
  compute: Computation,
  inputs: Arrays,
  tolerance: number,
  { device = compiled, floor }: { readonly device?: Device; readonly floor?: number } = {},
): Promise<readonly string[]> => {
  const program = programOf(name, specs, compute)
  const expected = await once(program, eager, inputs)
  return differences(await once(program, device, inputs), expected, tolerance, floor)
}
