import { Schema } from "effect"
import { Fault } from "../../dsl/fault.ts"

/** How far a stage is. */
export const ProgressLine = Schema.Struct({
  event: Schema.Literal("progress"),
  step: Schema.Finite,
  steps: Schema.Finite,
  /** Null for a loss that is no number. */
  loss: Schema.optionalKey(Schema.NullOr(Schema.Finite)),
  /** Every loss term of the step, where there are several. */
  terms: Schema.optionalKey(Schema.Record(Schema.String, Schema.Finite)),
  /** Steps a second. */
  rate: Schema.optionalKey(Schema.NullOr(Schema.Finite)),
  /** Floating-point operations of a step. */
  flops: Schema.optionalKey(Schema.Finite),
  /** Voxels that a step reads, of a stage without tensors. */
  voxels: Schema.optionalKey(Schema.Finite),
})
export type ProgressLine = typeof ProgressLine.Type

/** What a worker writes on standard output, one JSON value a line. Other lines go to the log. */
export const WorkerLine = Schema.Union([
  ProgressLine,
  Schema.Struct({ event: Schema.Literal("log"), text: Schema.String }),
  /** What whoever runs it must know, though the work goes on. */
  Schema.Struct({ event: Schema.Literal("warning"), text: Schema.String }),
  /** The largest resident memory that the worker had, bytes: said at its end. */
  Schema.Struct({ event: Schema.Literal("memory"), peak: Schema.Int }),
  /** The last line of a worker that cannot do its work; it then exits with 1. */
  Schema.Struct({ event: Schema.Literal("failed"), fault: Schema.Array(Fault) }),
])
export type WorkerLine = typeof WorkerLine.Type

export const WorkerLineJson = Schema.fromJsonString(WorkerLine)
