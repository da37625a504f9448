import { Predicate } from "effect"
import { fault, type Fault } from "../../dsl/fault.ts"
import { engineError, type EngineError } from "../engine/error.ts"
import { tf } from "../engine/index.ts"
import { sameShape } from "../engine/shape.ts"
import { firstNames } from "../faults/firstNames.ts"
import { functionPlace, type PartFunction } from "../faults/functionPlace.ts"
import { thrownInWords } from "../faults/thrownValue.ts"

const shown = (shape: readonly number[]): string => `[${shape.join(", ")}]`

/** What a part has given, in words. */
export const given = (value: unknown): string => {
  if (value instanceof Promise) return "a promise"
  if (Array.isArray(value)) return `a list of ${value.length}`
  if (!(value instanceof tf.Tensor))
    return Predicate.isObject(value)
      ? `a record of ${firstNames(Object.keys(value)) || "nothing"}`
      : thrownInWords(value)
  return value.isDisposed
    ? "a tensor that was disposed"
    : `a tensor of ${value.dtype} of shape ${shown(value.shape)}`
}

/** Says what a function of a part has given in place of what is expected. */
export const misfit = (
  part: string,
  by: PartFunction,
  value: unknown,
  { expected, hint }: Pick<Fault, "expected" | "hint">,
): EngineError =>
  engineError(
    part,
    "body",
    fault({
      what: `${part} is ${given(value)}`,
      where: functionPlace(by) ?? {},
      expected,
      hint,
    }),
  )

/** Whether a value is a float32 tensor of a shape. */
export const isOfShape = (value: unknown, shape: readonly number[]): boolean =>
  value instanceof tf.Tensor &&
  !value.isDisposed &&
  value.dtype === "float32" &&
  sameShape(value.shape, shape)

/**
 * What a part puts out, where it is a float32 tensor of the shape that it must have: another one could be broadcast or
 * passed over, and train on without a word. `by` made it.
 */
export const ofShape = <T extends tf.Tensor>(
  part: string,
  by: PartFunction,
  x: T,
  shape: readonly number[],
): T => {
  if (isOfShape(x, shape)) return x
  throw misfit(part, by, x, {
    expected: `a tensor of float32 of shape ${shown(shape)}`,
    hint: "this function returns it",
  })
}
