import { canonical } from "../formats/csv/csv.ts"
import type { Subject } from "./subject.ts"

/** Of whom a row of a table may tell. */
export type Named = Pick<Subject, "id" | "patient">

/** Subjects by a name that a table may give them. */
export type SubjectsByName = ReadonlyMap<string, readonly Named[]>

/** Subjects by their own names and their patients'. */
export const subjectsByName = (subjects: readonly Named[]): SubjectsByName => {
  const names = new Map<string, Named[]>()
  for (const subject of subjects)
    for (const name of new Set([canonical(subject.id), canonical(subject.patient)])) {
      const same = names.get(name)
      if (same === undefined) names.set(name, [subject])
      else same.push(subject)
    }
  return names
}
