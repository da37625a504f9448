import { Schema } from "effect"
import { Count, Ratio, Seed } from "./field.ts"
import type { Dataset, Split } from "./dataset.ts"
import type { Task } from "./task.ts"

/**
 * Subjects of a task's own, in place of the data set's split: of those whose label or value `among` is
 * known, `test` (a number, or a share below 1) are tested, the others are trained on. The split that
 * pre-training goes by knows nothing of it, so `overlap` has to say that subjects that are tested may have
 * been pre-trained on; tables say so below.
 */
export const Cohort = Schema.Struct({
  among: Schema.NonEmptyString,
  test: Schema.Union([Count, Ratio]),
  seed: Seed,
  overlap: Schema.Literal("pretraining"),
})
export type Cohort = typeof Cohort.Type

/** The cohort of a task; tasks from outside may have no such field. */
export const cohortOf = (task: Task): Cohort | null => task.cohort ?? null

/** How subjects are divided for a task: as the data set says, or as its cohort does. */
export const splitOf = ({ split }: Dataset, task: Task | undefined): Split => {
  const cohort = task === undefined ? null : cohortOf(task)
  if (cohort === null) return split
  const { among, test, seed } = cohort
  return { among, test, seed }
}
