import { Schema } from "effect"

/** The server, or the way to it, does not answer well: worth trying again. */
export class ServerAway extends Schema.TaggedError<ServerAway>()("ServerAway", {
  message: Schema.String,
  /** Seconds that the server asks to wait, where it does. */
  retryAfter: Schema.optionalKey(Schema.Finite),
}) {}

/** The server refuses who asks (401, 403), or a sign-in page stands before it. */
export class AccessDenied extends Schema.TaggedError<AccessDenied>()("AccessDenied", {
  message: Schema.String,
}) {}

/** The server refuses what it was sent: sending it again would not help. */
export class Rejected extends Schema.TaggedError<Rejected>()("Rejected", {
  /** MLflow's error code, or the HTTP status. */
  code: Schema.String,
  reason: Schema.String,
}) {
  override get message(): string {
    return `${this.code}: ${this.reason}`
  }
}

export type TrackingError = ServerAway | AccessDenied | Rejected
