import { Schema } from "effect"
import { Fault } from "../../dsl/fault.ts"

/**
 * Why a program cannot be prepared or run:
 * - `unsupported`: the body uses an operation that the compiled engine does not have
 * - `read`: the body reads a tensor's values while it is traced
 * - `random`: the body draws random numbers, which would be frozen into the graph
 * - `foreign`: the body uses a tensor that was made outside of it
 * - `body`: the body throws, or returns something else than its program declares
 * - `arrays`: state or inputs do not have the names, types or lengths declared
 * - `backend`: the device's backend is not installed or does not start
 * - `session`: ONNX Runtime refuses the graph or fails in a step
 */
export const reasons = [
  "unsupported",
  "read",
  "random",
  "foreign",
  "body",
  "arrays",
  "backend",
  "session",
] as const

export type Reason = (typeof reasons)[number]

export class EngineError extends Schema.TaggedError<EngineError>()("EngineError", {
  /** Name of the program. */
  program: Schema.String,
  reason: Schema.Literals(reasons),
  faults: Schema.Array(Fault),
}) {
  override get message(): string {
    return this.faults
      .map(({ what, where, expected, hint }) => {
        const place = where.file === undefined ? "" : ` (${where.file}:${where.line ?? 0})`
        const wanted = expected === undefined ? "" : `; expected ${expected}`
        return `${this.program}: ${what}${place}${wanted}${hint === undefined ? "" : `; ${hint}`}`
      })
      .join("\n")
  }
}

/** An engine error with one fault. */
export const engineError = (program: string, reason: Reason, fault: Fault): EngineError =>
  new EngineError({ program, reason, faults: [fault] })
