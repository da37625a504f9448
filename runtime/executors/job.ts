import { Schema } from "effect"
import { Fault } from "../../dsl/fault.ts"
import { ProgressLine } from "./workerLine.ts"

/**
 * A job as it is written down: plain data by which a later process watches or stops it, after the one
 * that handed it in has died.
 */
export const JobHandle = Schema.Struct({
  /** Name of the executor that has it. */
  executor: Schema.String,
  /** The token of its order. */
  token: Schema.String,
  /** Its number in a batch system; null where there is none. */
  number: Schema.NullOr(Schema.String),
})
export type JobHandle = typeof JobHandle.Type

/** Where a job runs, to be recorded and shown. */
const JobPlace = Schema.Struct({
  host: Schema.String,
  /** Process number on that host; null where it is not told. */
  pid: Schema.NullOr(Schema.Int),
})
export type JobPlace = typeof JobPlace.Type

/** How a job ended. */
const Ending = Schema.Union([
  Schema.Struct({ state: Schema.Literal("done") }),
  /** It said what is wrong. */
  Schema.Struct({ state: Schema.Literal("failed"), faults: Schema.Array(Fault) }),
  Schema.Struct({
    state: Schema.Literal("outOfMemory"),
    of: Schema.Literals(["machine", "device"]),
    text: Schema.String,
  }),
  Schema.Struct({
    state: Schema.Literals([
      /** It died without a word. */
      "crashed",
      /** Somebody stopped it: this program, or whoever manages the machine. */
      "cancelled",
      /** It had to make way for others; whoever wants it hands it in again. */
      "preempted",
      /** It reached its time limit. */
      "timedOut",
      /** Its machine is gone, or the executor knows nothing of it. */
      "lost",
    ]),
    reason: Schema.String,
  }),
])
export type Ending = typeof Ending.Type

/** A job's end: the last of its events. */
const JobEnded = Schema.Struct({
  event: Schema.Literal("ended"),
  ending: Ending,
  /** Exit code; null after a signal, or where it is not told. */
  exit: Schema.NullOr(Schema.Int),
  /** What it used, as far as that is told. */
  usage: Schema.Struct({
    /** Largest resident memory, bytes. */
    peakMemory: Schema.NullOr(Schema.Int),
    /** Most that it was seen to hold of its GPU, bytes. */
    peakGpuMemory: Schema.NullOr(Schema.Int),
    /** Seconds that it was at work after its last start; absent where that is not told. */
    seconds: Schema.optionalKey(Schema.Finite),
  }),
})
export type JobEnded = typeof JobEnded.Type

/** The end of a job that did no work, or of which nothing is known. */
export const endedWithoutWork = (ending: Ending): JobEnded => ({
  event: "ended",
  ending,
  exit: null,
  usage: { peakMemory: null, peakGpuMemory: null },
})

/** What happens to a job. */
const JobEvent = Schema.Union([
  /** It waits; said again when the reason or the start changes, or when it is put back into the queue. */
  Schema.Struct({
    event: Schema.Literal("queued"),
    reason: Schema.String,
    /** When it is to start, ms since 1970; absent where that is not known. */
    start: Schema.optionalKey(Schema.Finite),
  }),
  Schema.Struct({ event: Schema.Literal("started"), where: JobPlace }),
  Schema.Struct({
    event: Schema.Literal("progress"),
    line: ProgressLine,
    /** Largest resident memory so far, bytes. */
    peakMemory: Schema.NullOr(Schema.Int),
  }),
  /** What it wants to be known, though it goes on. */
  Schema.Struct({ event: Schema.Literal("warning"), text: Schema.String }),
  JobEnded,
])
export type JobEvent = typeof JobEvent.Type

/** An event as a line of a file, for a job that is told of from another machine. */
export const JobEventJson = Schema.fromJsonString(JobEvent)
