import { Result } from "effect"
import { expect, it } from "vitest"
import { valuedParts, type ValuedSubject } from "../../../runtime/data/cohort/valuedParts.ts"

const subject = (id: string, age?: number | null): ValuedSubject => ({
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
