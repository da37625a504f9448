import { fault, type Fault } from "../../dsl/fault.ts"
import { authorsPart } from "../faults/authorsPart.ts"
import { thrownValue } from "../faults/thrownValue.ts"
import { EngineError, engineError } from "./error.ts"
import { placeOf, withWholeStacks } from "./place.ts"
import type { Program, Tensors } from "./program.ts"
import { sameShape } from "./shape.ts"

/** Runs a body; whatever it throws becomes an engine error that knows the line. */
export const runBody = (
  program: Program,
  state: Tensors,
  inputs: Tensors,
): { state: Tensors; outputs: Tensors } => {
  const result = withWholeStacks(() => program.body(state, inputs))
  const faults = Object.entries(result.state).flatMap(([name, tensor]): Fault[] => {
    const spec = program.state[name]
    const field = `state.${name}`
    const what = `the body returns ${field} as ${tensor.dtype} of shape [${tensor.shape.join(", ")}]`
    if (spec === undefined)
      return [fault({ what: `the body returns ${field}, which is not declared`, where: { field } })]
    if (tensor.dtype === spec.dtype && sameShape(tensor.shape, spec.shape)) return []
    const expected = `${spec.dtype} of shape [${spec.shape.join(", ")}]`
    return [fault({ what, where: { field }, expected })]
  })
  if (faults.length > 0) throw new EngineError({ program: program.name, reason: "body", faults })
  return result
}

/** The engine error for whatever a body has thrown. */
export const bodyError = (program: Program, thrown: unknown): EngineError => {
  if (thrown instanceof EngineError) return thrown
  if (!(thrown instanceof Error)) return engineError(program.name, "body", thrownValue(thrown))
  const theirs = authorsPart(thrown.stack ?? "")
  const ours = () =>
    fault({
      what: `the body throws: ${thrown.message}`,
      where: placeOf(thrown),
      hint: /disposed/.test(thrown.message)
        ? "look for dispose() in your parts: a tensor that a part was given is not its own"
        : undefined,
    })
  return engineError(program.name, "body", theirs ?? ours())
}
