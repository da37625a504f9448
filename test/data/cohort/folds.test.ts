import { Result } from "effect"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { folds, foldsOf } from "../../../dsl/folds.ts"
import { splitSubjects, type SubjectSplit } from "../../../runtime/data/cohort/split.ts"

interface Scan {
  readonly id: string
  readonly patient: string
  readonly labels: { readonly idh: 0 | 1 | null }
}

const classes = fc.constantFrom<0 | 1 | null>(0, 1, null)

/** Patients of a class with so many scans. */
const scansOf = (patients: readonly (readonly [scans: number, idh: 0 | 1 | null])[]) =>
  patients.flatMap(([count, idh], patient) =>
    Array.from({ length: count }, (_, time): Scan => ({
      id: `${patient}-${time}`,
      patient: String(patient),
      labels: { idh },
    })),
  )

const patients = (most: number) =>
  fc.array(fc.tuple(fc.integer({ min: 1, max: most }), classes), { minLength: 10, maxLength: 60 })

const count = fc.integer({ min: 2, max: 10 })
const seeds = fc.nat()

const everyFold = (
  subjects: readonly Scan[],
  of: number,
  seed: number,
): readonly SubjectSplit<Scan>[] =>
  foldsOf(folds(of, { seed, stratify: "idh", validation: 1 })).map((split) =>
    Result.getOrThrow(splitSubjects(subjects, split)),
  )

const spread = (counts: readonly number[]): number => Math.max(...counts) - Math.min(...counts)

const ids = (subjects: readonly Scan[]): readonly string[] => subjects.map(({ id }) => id)

describe("k-fold cross-validation", () => {
  it("tests every subject once, and trains on all others but the validation part", () => {
    fc.assert(
      fc.property(patients(1), count, seeds, (made, of, seed) => {
        const subjects = scansOf(made)
        const parts = everyFold(subjects, of, seed)
        expect(parts.flatMap(({ test }) => ids(test)).toSorted()).toEqual(ids(subjects).toSorted())
        for (const { train, validation, test } of parts)
          expect(ids([...train, ...validation, ...test]).toSorted()).toEqual(
            ids(subjects).toSorted(),
          )
      }),
    )
  })

  it("never divides a patient", () => {
    fc.assert(
      fc.property(patients(3), count, seeds, (made, of, seed) => {
        const subjects = scansOf(made)
        const owners = foldsOf(folds(of, { seed })).flatMap((split, fold) =>
          Result.getOrThrow(splitSubjects(subjects, split)).test.map(
            ({ patient }) => [patient, fold] as const,
          ),
        )
        const byPatient = Map.groupBy(owners, ([patient]) => patient)
        for (const own of byPatient.values())
          expect(new Set(own.map(([, fold]) => fold)).size).toBe(1)
      }),
    )
  })

  it("has folds within a subject of each other, in every stratum and together", () => {
    fc.assert(
      fc.property(patients(1), count, seeds, (made, of, seed) => {
        const parts = everyFold(scansOf(made), of, seed)
        for (const idh of [0, 1, null])
          expect(
            spread(parts.map(({ test }) => test.filter(({ labels }) => labels.idh === idh).length)),
          ).toBeLessThanOrEqual(1)
        expect(spread(parts.map(({ test }) => test.length))).toBeLessThanOrEqual(1)
      }),
    )
  })

  it("of patients with several scans: within the scans of a patient in every stratum", () => {
    fc.assert(
      fc.property(patients(3), count, seeds, (made, of, seed) => {
        const parts = foldsOf(folds(of, { seed, stratify: "idh" })).map((split) =>
          Result.getOrThrow(splitSubjects(scansOf(made), split)),
        )
        for (const idh of [0, 1, null])
          expect(
            spread(parts.map(({ test }) => test.filter(({ labels }) => labels.idh === idh).length)),
          ).toBeLessThanOrEqual(3)
      }),
    )
  })

  it("does not depend on the order of the subjects, and does on the seed", () => {
    const subjects = scansOf(Array.from({ length: 20 }, (_, at) => [1, at % 2 === 0 ? 0 : 1]))
    const testIds = (parts: readonly SubjectSplit<Scan>[]) => parts.map(({ test }) => ids(test))
    expect(testIds(everyFold(subjects.toReversed(), 5, 3))).toEqual(
      testIds(everyFold(subjects, 5, 3)),
    )
    expect(testIds(everyFold(subjects, 5, 4))).not.toEqual(testIds(everyFold(subjects, 5, 3)))
  })

  it("fails where there are fewer patients than folds, or no such label", () => {
    const subjects = scansOf([
      [3, 0],
      [3, 1],
    ])
    const message = (split: Parameters<typeof splitSubjects>[1]): string =>
      Result.getOrThrow(Result.flip(splitSubjects(subjects, split))).message
    expect(message(folds(3))).toContain("3 folds of 2 patients")
    expect(message(folds(2, { stratify: "grade" }))).toContain("no subject has the label grade")
  })
})
