import { dirname, join } from "node:path"
import { Schema } from "effect"

/**
 * What a job of another machine is told, as a file beside the worker's spec on the shared store:
 * `ablate worker` reads it there.
 */
export const JobOrders = Schema.Struct({
  token: Schema.String,
  label: Schema.String,
  /** The worker's spec and its log. */
  spec: Schema.String,
  log: Schema.String,
  /** Program and arguments of the worker; the spec comes last. */
  command: Schema.NonEmptyArray(Schema.String),
  environment: Schema.Record(Schema.String, Schema.String),
  /** Bytes that its process may take; null where that is not limited. */
  memory: Schema.NullOr(Schema.Int),
  threads: Schema.Int,
  /** Milliseconds that a worker has to checkpoint and leave. */
  stopWithin: Schema.Int,
})
export type JobOrders = typeof JobOrders.Type

export const JobOrdersJson = Schema.fromJsonString(JobOrders)

/** What lies beside a worker's spec of a job that runs on another machine. */
export const ordersBeside = (spec: string) => {
  const at = (name: string) => join(dirname(spec), name)
  return {
    orders: at("orders.json"),
    /** What has happened, an event a line, written on the node alone. */
    events: at("events"),
    /** Who is at work on it, so that one that was put elsewhere is alone. */
    holder: at("holder.json"),
    /** Is there where the job is to stop. */
    stop: at("stop"),
    /** How it ended, as its executor found: written by who watches it. */
    ended: at("ended.json"),
    /** Under which name it was handed in. */
    submitted: at("submitted.json"),
  }
}
