import { fault, type Fault } from "../../dsl/fault.ts"
import { thrownAt } from "./authorsPositions.ts"

/** What a part of the author's threw, by the stack, with its line; `undefined` where no frame is in their files. */
export const authorsPart = (stack: string): Fault | undefined => {
  const position = thrownAt(stack)
  return position === undefined
    ? undefined
    : fault({
        what: `your part threw: ${stack.split("\n")[0]}`,
        where: position,
        expected: "a part that works on the tensors that it is given",
        hint: "correct it there; the log has the whole stack",
      })
}
