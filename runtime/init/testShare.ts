import type { Found } from "./found.ts"

type Cohort = Pick<Found, "subjects" | "patients">

/**
 * The share of subjects that is held out: a fifth, half of two, nobody where all are of one patient. A
 * share, as whole patients of several scans need not make up a count.
 */
export const testShare = ({ subjects, patients }: Cohort): number => {
  if (patients < 2) return 0
  return subjects < 3 ? 0.5 : 0.2
}

/** What the author should know of a set that is too small to compare methods on. */
export const fewNotes = (cohort: Cohort): readonly string[] => {
  if (testShare(cohort) === 0)
    return [
      "one patient: nobody is held out, so nothing is measured; see that the folder holds the whole set",
    ]
  return cohort.patients < 10
    ? [
        "so few patients show that all works, and compare no methods; see that the folder holds the whole set",
      ]
    : []
}
