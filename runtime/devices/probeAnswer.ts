import { Schema } from "effect"

/** What the process that tries a device prints last. */
const ProbeAnswer = Schema.Struct({
  /** What is wrong; null if the device works. */
  failure: Schema.NullOr(Schema.String),
})
export type ProbeAnswer = typeof ProbeAnswer.Type

export const ProbeAnswerJson = Schema.fromJsonString(ProbeAnswer)
