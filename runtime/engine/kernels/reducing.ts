import type * as tf from "@tensorflow/tfjs"
import { has, numbersAt } from "../attributes.ts"
import { axisOf, type Shape } from "../shape.ts"

/** The axes that a reduction takes away, which it names by `name`: all where it names none. */
export const reducedAxes = (
  attributes: tf.NamedAttrMap | undefined,
  name: string,
  x: Shape,
): readonly number[] =>
  has(attributes, name)
    ? numbersAt(attributes, name).map((axis) => axisOf(axis, x.length))
    : [...x.keys()]

/** The axis along which an extremum's place is sought. */
export const searchedAxis = (attributes: tf.NamedAttrMap | undefined, x: Shape): number =>
  axisOf(numbersAt(attributes, "axis")[0] ?? 0, x.length)
