import { Predicate } from "effect"
import { tf, type Tensors } from "../engine/index.ts"
import type { PartFunction } from "../faults/functionPlace.ts"
import { isOfShape, misfit } from "../nn/outputShape.ts"

/** A loss or a term of one where it is a scalar: of another shape, the gradient would be that of its sum. `by` made it. */
export const scalarOf = <T extends tf.Tensor>(part: string, by: PartFunction, value: T): T => {
  if (isOfShape(value, [])) return value
  throw misfit(part, by, value, {
    expected: "a scalar: one float32 number for the whole batch",
    hint: "this function returns it: take the mean over the batch, tf.mean(...)",
  })
}

interface LossTerms {
  readonly loss: tf.Scalar
  readonly terms: Tensors
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  Predicate.isObject(value) && !(value instanceof Promise) && !(value instanceof tf.Tensor)

/** Names in the record of losses that are not a term's. */
const isTaken = (name: string): boolean => name === "loss" || name.startsWith("gradientNorm")

/** Terms of a loss by name, each a scalar; `what` says whose they are. */
export const scalarTerms = (what: string, by: PartFunction, terms: Tensors): Tensors => {
  if (!isRecord(terms))
    throw misfit(`what ${what} gives for its terms`, by, terms, {
      expected: "a record of scalars by name",
      hint: "this function returns it",
    })
  for (const [name, term] of Object.entries(terms)) {
    if (isTaken(name))
      throw misfit(`the name of a term of ${what}`, by, name, {
        expected: "another name: loss and gradientNorm are recorded beside the terms",
        hint: "this function returns it: rename the term",
      })
    scalarOf(`the term ${name} of ${what}`, by, term)
  }
  return terms
}

/** The loss of a phase of an objective and its terms, each a scalar. */
export const scalarLosses = <L extends LossTerms>(
  phase: string,
  by: PartFunction,
  losses: L,
): L => {
  if (!isRecord(losses))
    throw misfit(`what the phase ${phase} gives`, by, losses, {
      expected: "a record { loss, terms } of scalars",
      hint: "this function returns it",
    })
  scalarOf(`the loss of the phase ${phase}`, by, losses.loss)
  scalarTerms(`the phase ${phase}`, by, losses.terms)
  return losses
}
