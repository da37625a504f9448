import { Schema } from "effect"
import type { Fault } from "../../dsl/fault.ts"
import type { Exhausted } from "../faults/exhausted.ts"
import type { ProgressLine } from "./workerLine.ts"

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
export interface JobPlace {
  readonly host: string
  /** Process number on that host; null where it is not told. */
  readonly pid: number | null
}

/** How a job ended. */
export type Ending =
  | { readonly state: "done" }
  /** It said what is wrong. */
  | { readonly state: "failed"; readonly faults: readonly Fault[] }
  /** It died without a word. */
  | { readonly state: "crashed"; readonly reason: string }
  | { readonly state: "outOfMemory"; readonly of: Exhausted; readonly text: string }
  /** Somebody stopped it: this program, or whoever manages the machine. */
  | { readonly state: "cancelled"; readonly reason: string }
  /** It had to make way for others; whoever wants it hands it in again. */
  | { readonly state: "preempted"; readonly reason: string }
  /** It reached its time limit. */
  | { readonly state: "timedOut"; readonly reason: string }
  /** Its machine is gone, or the executor knows nothing of it. */
  | { readonly state: "lost"; readonly reason: string }

/** What a job used, as far as that is told. */
interface JobUsage {
  /** Largest resident memory, bytes. */
  readonly peakMemory: number | null
  /** Most that it was seen to hold of its GPU, bytes. */
  readonly peakGpuMemory: number | null
}

/** A job's end: the last of its events. */
export interface JobEnded {
  readonly event: "ended"
  readonly ending: Ending
  /** Exit code; null after a signal, or where it is not told. */
  readonly exit: number | null
  readonly usage: JobUsage
}

/** What happens to a job. */
export type JobEvent =
  /** It waits; said again when the reason changes, or when it is put back into the queue. */
  | { readonly event: "queued"; readonly reason: string }
  | { readonly event: "started"; readonly where: JobPlace }
  | {
      readonly event: "progress"
      readonly line: ProgressLine
      /** Largest resident memory so far, bytes. */
      readonly peakMemory: number | null
    }
  /** What it wants to be known, though it goes on. */
  | { readonly event: "warning"; readonly text: string }
  | JobEnded
