import { inspect } from "node:util"
import { fault, type Fault } from "../../dsl/fault.ts"

/** What was thrown that is no Error, in a line: a text in quotes, a record with its fields. */
export const thrownInWords = (thrown: unknown): string =>
  inspect(thrown, { depth: 1, breakLength: Infinity, compact: true, maxStringLength: 500 })

/** What a part threw that is no Error: code of ours throws none, and nothing tells its line. */
export const thrownValue = (thrown: unknown): Fault =>
  fault({
    what: `your part threw ${thrownInWords(thrown)}, which is no Error and does not tell its line`,
    expected: "a part that works on the tensors that it is given",
    hint: "throw new Error(...) there: its line is then told",
  })
