import { Result } from "effect"
import { describe, expect, it } from "vitest"
import { labelledParts, valuedParts } from "../../../runtime/data/cohort/truthParts.ts"
import type { IndexedSubject } from "../../../runtime/data/contract.ts"

const of = (classes: readonly (0 | 1 | null)[], name: string): readonly IndexedSubject[] =>
  classes.map((idh, index) => ({
    id: `${name}${index}`,
    patient: `${name}${index}`,
    labels: { idh },
  }))
const parts = (train: readonly (0 | 1 | null)[], test: readonly (0 | 1 | null)[]) =>
  labelledParts(
    { label: "idh", labelFraction: 1 },
    { train: of(train, "a"), validation: [], test: of(test, "b") },
    0,
  )
const faults = (...given: Parameters<typeof parts>) =>
  Result.getOrThrow(Result.flip(parts(...given))).faults

describe("subjects with a class", () => {
  it("are those of both parts", () => {
    const { training, test } = Result.getOrThrow(parts([0, 1, null], [1, 0]))
    expect(training.map(({ id }) => id)).toEqual(["a0", "a1"])
    expect(test.map(({ truth }) => truth)).toEqual([1, 0])
  })

  it("of a test fold of one class are told, with another seed as the hint", () => {
    const [only, ...others] = faults([0, 1, 1], [1, 1])
    expect(only?.what).toBe('of the test subjects 0 have class 0 and 2 have class 1 of "idh"')
    expect(only?.hint).toContain("another seed")
    expect(others).toEqual([])
  })

  it("of a set of one class, or of none, are told without a hint that would not help", () => {
    for (const fault of faults([1, 1], [1])) {
      expect(fault.hint).toContain("All subjects have one class")
      expect(fault.hint).not.toContain("seed")
    }
    expect(faults([null, null], [null])[0]?.hint).toContain("No subject has a class")
  })

  it("may all be for training where nobody is held out", () => {
    expect(Result.isSuccess(parts([0, 1], []))).toBe(true)
  })
})

const subject = (id: string, age?: number | null) => ({
  id,
  patient: id,
  ...(age === undefined ? {} : { values: { age } }),
})
const use = { value: "age", labelFraction: 1 }

it("takes the subjects whose number is known, 0 among them", () => {
  const parts = valuedParts(
    use,
    {
      train: [subject("a", 0), subject("b", 40.5), subject("c", null), subject("d")],
      validation: [],
      test: [subject("e", 61), subject("f", null)],
    },
    0,
  )
  const { training, test } = Result.getOrThrow(parts)
  expect(training.map(({ id, truth }) => [id, truth])).toEqual([
    ["a", 0],
    ["b", 40.5],
  ])
  expect(test.map(({ id, truth }) => [id, truth])).toEqual([["e", 61]])
})

it("tells a training set of one number and a test set of none, both at once", () => {
  const parts = valuedParts(
    use,
    { train: [subject("a", 50), subject("b", 50)], validation: [], test: [subject("c")] },
    0,
  )
  const said = Result.isFailure(parts) ? parts.failure.faults.map(({ what }) => what) : []
  expect(said).toEqual([
    'the 2 training subjects that have "age" do not differ in it',
    'no test subject has "age"',
  ])
})
