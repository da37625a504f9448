import { Schema } from "effect"

/** The stage was asked to stop; what it did so far is in its checkpoint. */
export class Stopped extends Schema.TaggedError<Stopped>()("Stopped", { step: Schema.Int }) {}
