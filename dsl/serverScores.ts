import { Schema } from "effect"
import type { Task } from "./task.ts"

/**
 * Scores of a challenge's server, in place of one's own: test subjects have no labels here. `folder` holds
 * a CSV for each submission, whose name has the key that `ablate predictions` tells, and a row a subject:
 * `subject` is the head of the column of their ids ("" for one without a head), `columns` those of the numbers,
 * by metric and region.
 * Rows about others, such as means, are faults; `otherRows: "ignore"` leaves them out.
 */
export const ServerScores = Schema.Struct({
  server: Schema.NonEmptyString,
  folder: Schema.NonEmptyString,
  subject: Schema.String,
  columns: Schema.Record(Schema.String, Schema.NonEmptyString),
  otherRows: Schema.optionalKey(Schema.Literals(["fault", "ignore"])),
})
export type ServerScores = typeof ServerScores.Type

/** The server's scores of a task; null where it is measured here. Tasks from outside may have no such field. */
export const scoresOf = (task: Task | undefined): ServerScores | null =>
  task?.of === "masks" ? (task.scores ?? null) : null
