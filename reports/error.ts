import { Schema } from "effect"
import { fault, Fault } from "../dsl/fault.ts"

/** A report that cannot be made, with everything that stands in its way. */
export class ReportError extends Schema.TaggedError<ReportError>()("ReportError", {
  faults: Schema.Array(Fault),
}) {
  override get message(): string {
    return this.faults
      .map(({ what, expected }) =>
        expected === undefined ? what : `${what}; expected ${expected}`,
      )
      .join("\n")
  }
}

/** What cannot be made for one reason. */
export const notDrawn = (what: string, expected: string): ReportError =>
  new ReportError({ faults: [fault({ what, where: {}, expected })] })
