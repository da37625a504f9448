import { Result } from "effect"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { labelFraction } from "../../../runtime/data/cohort/labelFraction.ts"
import { splitSubjects } from "../../../runtime/data/cohort/split.ts"

interface Scan {
  readonly id: string
  readonly patient: string
}

/** Patients with 1 to 3 scans each. */
const scans: fc.Arbitrary<readonly Scan[]> = fc
  .array(fc.integer({ min: 1, max: 3 }), { minLength: 3, maxLength: 40 })
  .map((counts) =>
    counts.flatMap((count, patient) =>
      Array.from({ length: count }, (_, time) => ({
        id: `${patient}-${time}`,
        patient: String(patient),
      })),
    ),
  )

/** One scan per patient. */
const single = (n: number): readonly Scan[] =>
  Array.from({ length: n }, (_, patient) => ({ id: `${patient}-0`, patient: String(patient) }))

const shuffled = (subjects: readonly Scan[]) =>
  fc.shuffledSubarray([...subjects], { minLength: subjects.length, maxLength: subjects.length })

const ids = (subjects: readonly Scan[]): readonly string[] => subjects.map(({ id }) => id)
const patients = (subjects: readonly Scan[]) => new Set(subjects.map(({ patient }) => patient))
const faultsOf = (result: ReturnType<typeof splitSubjects<Scan>>): string =>
  Result.getOrThrow(Result.flip(result)).message

const seed = fc.integer()
const share = fc.double({ min: 0.1, max: 0.4, noNaN: true })

describe("splitSubjects", () => {
  it("puts every subject into one part, and every patient too; parts are sorted", () => {
    fc.assert(
      fc.property(scans, share, share, seed, (subjects, test, validation, number) => {
        const result = splitSubjects(subjects, { test, validation, seed: number })
        fc.pre(Result.isSuccess(result))
        const parts = Result.getOrThrow(result)
        const all = [parts.train, parts.validation, parts.test]
        expect(all.flatMap(ids).toSorted()).toEqual(ids(subjects).toSorted())
        const apart = all.map(patients)
        expect(apart.reduce((sum, { size }) => sum + size, 0)).toBe(patients(subjects).size)
        for (const part of all) {
          expect(part.length).toBeGreaterThan(0)
          expect(ids(part)).toEqual(ids(part).toSorted())
        }
      }),
    )
  })

  it("does not depend on the order of the subjects", () => {
    fc.assert(
      fc.property(
        scans.chain((subjects) => fc.tuple(fc.constant(subjects), shuffled(subjects))),
        share,
        seed,
        ([subjects, other], test, number) => {
          const request = { test, seed: number }
          expect(Result.getSuccess(splitSubjects(other, request))).toEqual(
            Result.getSuccess(splitSubjects(subjects, request)),
          )
        },
      ),
    )
  })

  it("gives the test part its count exactly, and the same one with a validation part", () => {
    fc.assert(
      fc.property(fc.integer({ min: 4, max: 60 }), fc.nat(), seed, (n, part, number) => {
        const test = 1 + (part % (n - 2))
        const without = Result.getOrThrow(splitSubjects(single(n), { test, seed: number }))
        const request = { test, validation: 1, seed: number }
        const withOne = Result.getOrThrow(splitSubjects(single(n), request))
        expect(without.test.length).toBe(test)
        expect(withOne.test).toEqual(without.test)
        expect(withOne.validation.length).toBe(1)
      }),
    )
  })

  it("finds a count that whole patients can make up, whatever the order drawn", () => {
    const subjects = [3, 2, 2].flatMap((count, patient) =>
      Array.from({ length: count }, (_, time) => ({
        id: `${patient}${time}`,
        patient: `${patient}`,
      })),
    )
    fc.assert(
      fc.property(seed, (number) => {
        const { test } = Result.getOrThrow(splitSubjects(subjects, { test: 4, seed: number }))
        expect([...patients(test)].toSorted()).toEqual(["1", "2"])
        const one = splitSubjects(subjects, { test: 1, seed: number })
        expect(faultsOf(one)).toMatch(/no choice of whole patients has 1/)
      }),
      { numRuns: 20 },
    )
  })

  it("takes every subject into the test part about as often as any other", () => {
    const hits = new Map<string, number>()
    const draws = 2000
    for (let number = 0; number < draws; number++) {
      const { test } = Result.getOrThrow(splitSubjects(single(10), { test: 3, seed: number }))
      for (const { id } of test) hits.set(id, (hits.get(id) ?? 0) + 1)
    }
    // Binomial(2000, 0.3): five standard deviations.
    for (const count of hits.values()) {
      expect(Math.abs(count - 600)).toBeLessThan(5 * Math.sqrt(draws * 0.3 * 0.7))
    }
    expect(hits.size).toBe(10)
  })

  it("gives a share the nearest count that whole patients can make up, never 0", () => {
    fc.assert(
      fc.property(scans, share, seed, (subjects, test, number) => {
        const result = splitSubjects(subjects, { test, seed: number })
        fc.pre(Result.isSuccess(result))
        const size = Result.getOrThrow(result).test.length
        // The largest patient has 3 scans, so that no gap between possible counts exceeds 3.
        expect(Math.abs(size - test * subjects.length)).toBeLessThanOrEqual(3)
        expect(size).toBeGreaterThan(0)
      }),
    )
  })

  it("holds nobody out for a test of 0", () => {
    const { train, test } = Result.getOrThrow(splitSubjects(single(5), { test: 0, seed: 1 }))
    expect(train).toHaveLength(5)
    expect(test).toEqual([])
  })

  it.each([
    [{ test: -1 }, /-1 subjects; expected a whole number/],
    [{ test: 1.5 }, /1.5 subjects/],
    [{ test: Number.NaN }, /NaN subjects/],
    [{ test: 0.01 }, /a share of 0.01 of 5 subjects is nobody/],
    [{ test: 5 }, /no subject is left for training/],
    [{ test: 1e9 }, /1000000000 subjects are asked for where 5 are left/],
    [{ test: 3, validation: 3 }, /3 subjects are asked for where 2 are left/],
    [{ test: -1, validation: 0.001 }, /-1 subjects[^]*a share of 0.001/],
  ])("refuses %o", (request, words) => {
    expect(faultsOf(splitSubjects(single(5), { ...request, seed: 1 }))).toMatch(words)
  })

  it("divides only those of whom a label or value is known, where it is asked to", () => {
    const subjects = single(12).map((scan, index) => ({
      ...scan,
      labels: { grade: index % 3 === 0 ? null : index % 2 === 0 ? (0 as const) : (1 as const) },
      values: { age: index === 0 ? 40 : null },
    }))
    const divide = (among: string, test: number) =>
      splitSubjects(subjects, { among, test, seed: 0 })
    const { train, test } = Result.getOrThrow(divide("grade", 3))
    expect([train.length, test.length]).toEqual([5, 3])
    expect([...train, ...test].every(({ labels }) => labels.grade !== null)).toBe(true)
    expect(Result.isFailure(divide("age", 1))).toBe(true)
    const nobody = divide("size", 1)
    expect(Result.isFailure(nobody) && nobody.failure.message).toContain(
      '"size" is known of no subject',
    )
  })

  it("refuses a subject that is listed twice", () => {
    const twice = [...single(4), ...single(1)]
    expect(faultsOf(splitSubjects(twice, { test: 1, seed: 1 }))).toMatch(/0-0: .* listed 2 times/)
  })
})

describe("labelFraction", () => {
  it("gives nested, sorted subsets of whole patients, of the size asked for", () => {
    const fraction = fc.double({ min: 0.01, max: 1, noNaN: true })
    fc.assert(
      fc.property(scans, fraction, fraction, seed, (train, a, b, number) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)]
        const few = Result.getOrThrow(labelFraction(train, low, number))
        const many = Result.getOrThrow(labelFraction(train, high, number))
        expect(ids(many)).toEqual(expect.arrayContaining([...ids(few)]))
        expect(ids(few)).toEqual(ids(few).toSorted())
        const wanted = Math.max(1, Math.round(low * train.length))
        expect(few.length).toBeGreaterThanOrEqual(wanted)
        expect(few.length).toBeLessThan(wanted + 3)
        const whole = train.filter(({ patient }) => patients(few).has(patient))
        expect(ids(few)).toEqual(ids(whole).toSorted())
        expect(labelFraction(train, 1, number)).toEqual(
          Result.succeed(train.toSorted((x, y) => (x.id < y.id ? -1 : 1))),
        )
      }),
    )
  })

  it.each([0, -0.2, 1.01, Number.NaN])("refuses %d", (fraction) => {
    expect(Result.isFailure(labelFraction(single(5), fraction, 1))).toBe(true)
  })

  it("refuses a share of scans that are all of one patient, and gives them all for 1", () => {
    const one = [0, 1, 2].map((time) => ({ id: `0-${time}`, patient: "0" }))
    const refused = labelFraction(one, 0.5, 1)
    expect(Result.isFailure(refused) && refused.failure.faults[0]?.what).toBe(
      "a label fraction of 0.5, and all 3 training scans are of one patient",
    )
    expect(labelFraction(one, 1, 1)).toEqual(Result.succeed(one))
  })
})
