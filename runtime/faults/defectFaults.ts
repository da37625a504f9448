import { Schema } from "effect"
import { Fault, fault } from "../../dsl/fault.ts"
import { authorsPart } from "./authorsPart.ts"
import { thrownValue } from "./thrownValue.ts"

const hasFaults = Schema.is(Schema.Struct({ faults: Schema.Array(Fault) }))

/** What is wrong where something was thrown that nothing expects: the faults that it has, a part of the author's, or a bug. */
export const defectFaults = (thrown: unknown): readonly Fault[] => {
  if (hasFaults(thrown)) return thrown.faults
  if (!(thrown instanceof Error)) return [thrownValue(thrown)]
  const stack = thrown.stack ?? String(thrown)
  const bug = () =>
    fault({
      what: `a bug in ablate: ${stack.split("\n")[0]}`,
      hint: "please report it with the log",
    })
  return [authorsPart(stack) ?? bug()]
}
