import { fault } from "../../dsl/fault.ts"
import { tf, type Tensors } from "../engine/index.ts"
import { engineError } from "../engine/error.ts"
import { functionPlace } from "../faults/functionPlace.ts"

type Made = (...args: never[]) => unknown

const shown = (value: unknown): string => {
  if (value instanceof tf.Tensor)
    return `a tensor of ${value.dtype} of shape [${value.shape.join(", ")}]`
  if (value instanceof Promise) return "a promise"
  return value === undefined || typeof value === "number" ? String(value) : typeof value
}

const isScalar = (value: unknown): boolean =>
  value instanceof tf.Tensor && value.rank === 0 && value.dtype === "float32"

/** A loss or a term of one where it is a scalar: of another shape, the gradient would be that of its sum. `by` made it. */
export const scalarOf = <T extends tf.Tensor>(part: string, by: Made, value: T): T => {
  if (isScalar(value)) return value
  throw engineError(
    part,
    "body",
    fault({
      what: `${part} is ${shown(value)}`,
      where: functionPlace(by) ?? {},
      expected: "a scalar: one float32 number for the whole batch",
      hint: "this function returns it: take the mean over the batch, tf.mean(...)",
    }),
  )
}

interface LossTerms {
  readonly loss: tf.Scalar
  readonly terms: Tensors
}

/** The loss of a phase of an objective and its terms, each a scalar. */
export const scalarLosses = <L extends LossTerms>(phase: string, by: Made, losses: L): L => {
  scalarOf(`the loss of the phase ${phase}`, by, losses.loss)
  for (const [name, term] of Object.entries(losses.terms))
    scalarOf(`the term ${name} of the phase ${phase}`, by, term)
  return losses
}
