import { Schema } from "effect"

const Texts = Schema.Record(Schema.String, Schema.String)

/**
 * What a tracking server is told, in order. `id` names a run of ours (an arm, or a stage's key); the
 * server finds its own run by it, so that an event sent twice changes nothing. Times are in ms.
 */
export const TrackingEvent = Schema.Union([
  Schema.Struct({
    event: Schema.Literal("begun"),
    id: Schema.String,
    name: Schema.String,
    /** Id of the arm it belongs to; null for an arm. */
    parent: Schema.NullOr(Schema.String),
    time: Schema.Finite,
    params: Texts,
    tags: Texts,
  }),
  Schema.Struct({
    event: Schema.Literal("measured"),
    id: Schema.String,
    time: Schema.Finite,
    step: Schema.Int,
    values: Schema.Record(Schema.String, Schema.Finite),
  }),
  Schema.Struct({
    event: Schema.Literal("ended"),
    id: Schema.String,
    time: Schema.Finite,
    status: Schema.Literals(["FINISHED", "FAILED", "KILLED"]),
    tags: Texts,
  }),
  Schema.Struct({
    event: Schema.Literal("artifact"),
    id: Schema.String,
    /** Path below the run's artifacts. */
    path: Schema.String,
    /** The file to be sent. */
    file: Schema.String,
  }),
])
export type TrackingEvent = typeof TrackingEvent.Type

export const TrackingEventJson = Schema.fromJsonString(TrackingEvent)
