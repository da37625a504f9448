import { Schema } from "effect"

/** Something failed, and all of it has been said. */
export class AlreadySaid extends Schema.TaggedError<AlreadySaid>()("AlreadySaid", {}) {}
