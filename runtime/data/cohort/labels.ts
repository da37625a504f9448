import { Effect, Result } from "effect"
import { datasetError, type DatasetError } from "../faults/datasetError.ts"
import type { ClassTexts } from "./classTexts.ts"
import { classesOf } from "./declaredClasses.ts"
import type { Named } from "./subjectsByName.ts"
import { readSubjectTexts, type SubjectColumn } from "./subjectTexts.ts"

/** Where the classes of subjects are, and what their texts mean. */
export interface LabelSource extends SubjectColumn, ClassTexts {}

/** Class of each subject that has one, by subject id. */
export type Labels = ReadonlyMap<string, 0 | 1>

/**
 * Reads a table and takes the classes of subjects from it; rows about those left out say nothing. Wrong
 * rows and texts of no declared class are faults, all reported.
 */
export const readLabels = Effect.fn("readLabels")(function* (
  source: LabelSource,
  subjects: readonly Named[],
  excluded: readonly Named[] = [],
): Effect.fn.Return<Labels, DatasetError> {
  const { texts, form, faults } = yield* readSubjectTexts(source, subjects, excluded)
  const classes = classesOf(texts, { ...source, form })
  const all = [...(Result.isFailure(classes) ? classes.failure : []), ...faults]
  if (all.length > 0 || Result.isFailure(classes)) return yield* datasetError(...all)
  return classes.success
})
