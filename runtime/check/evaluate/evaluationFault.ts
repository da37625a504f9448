import { fault, type Fault } from "../../../dsl/fault.ts"
import { basename } from "node:path"
import type { Answer } from "./answer.ts"
import type { Position } from "../../faults/authorsPositions.ts"
import type { Silent } from "./evaluate.ts"
import { computingLimit, memoryLimit, waitingLimit } from "./limits.ts"

type Failure = Exclude<Answer | Silent, { readonly event: "evaluated" }>

const plain = "a module that evaluates to plain data: experiments, studies, tables and figures"

/** What the source of a file tells about why it did not evaluate. */
export interface SourceClues {
  /** The places where it waits at its top level. */
  readonly awaits: readonly Position[]
  /** Where a file imports one that imports it in turn. */
  readonly circularImport: (
    file: string,
  ) => { readonly where: Fault["where"]; readonly files: readonly string[] } | undefined
}

/** Why a file could not be evaluated. */
export const evaluationFault = (
  file: string,
  failure: Failure,
  { awaits, circularImport }: SourceClues,
): Fault => {
  const [first] = awaits
  switch (failure.event) {
    case "threw": {
      const circle =
        failure.name === "ReferenceError" && failure.position !== undefined
          ? circularImport(failure.position.file)
          : undefined
      if (circle !== undefined)
        return fault({
          what: `${circle.files.map((each) => basename(each)).join(" and ")} import each other: ${failure.what}`,
          where: circle.where,
          expected: "imports that lead one way",
          hint: "move what both need into a third file that imports neither",
        })
      return fault({
        what: failure.what,
        where: failure.position ?? { file },
        expected: "a module that evaluates without an error",
        hint:
          failure.position === undefined
            ? "what was thrown does not tell its line: look for its message"
            : "this line threw the error while the file was evaluated",
      })
    }
    case "exited":
      return fault({
        what: `${failure.call} ends the process before the file is evaluated`,
        where: failure.position ?? { file },
        expected: plain,
        hint: "leave the call out; to stop with a message, throw an error",
      })
    case "stopped": {
      if (failure.why === "memory")
        return fault({
          what: `the file took more than ${Math.round(memoryLimit / 2 ** 20)} MB of memory to evaluate; it was here when it was stopped`,
          where: failure.position ?? { file },
          expected: plain,
          hint: "look for a loop that never ends, or compute elsewhere and import the result as JSON",
        })
      // On a busy machine a loop gets little to compute with, and is stopped for the time that passes.
      return failure.why === "time" || first === undefined
        ? fault({
            what: `the file did not end within ${failure.why === "time" ? `${computingLimit} s of computing` : `${waitingLimit} s`}; it was here when it was stopped`,
            where: failure.position ?? { file },
            expected: plain,
            hint: "look for a loop that never ends, or compute elsewhere and import the result as JSON",
          })
        : waiting(file, first, `within ${waitingLimit} s`)
    }
    case "silent":
      return failure.code === 13
        ? waiting(file, failure.waiting ?? first, "and nothing is left that could end it")
        : fault({
            what: `the process that evaluates the file ended ${failure.signal === null ? `with code ${failure.code}` : `by ${failure.signal}`}; it was here`,
            where: failure.position ?? { file },
            expected: plain,
            hint: "look for code that ends its process, or that takes more memory than there is",
          })
  }
}

const waiting = (file: string, where: Fault["where"] | undefined, how: string): Fault =>
  fault({
    what: `this await did not end ${how}`,
    where: where ?? { file },
    expected: "a promise that resolves",
    hint: "leave it out, or prepare what it waits for and import it as JSON",
  })
