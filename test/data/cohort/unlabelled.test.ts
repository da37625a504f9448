import fc from "fast-check"
import { Result } from "effect"
import { expect, it } from "vitest"
import { splitSubjects } from "../../../runtime/data/cohort/split.ts"

const subject = (id: string, patient = id) => ({ id, patient, labels: { grade: 1 as const } })
const unlabelled = (id: string, patient = id) => ({
  id,
  patient,
  labels: { grade: null },
  unlabelled: true as const,
})

it("tests all subjects without labels and trains on all others, whatever the order", () => {
  const all = [subject("a"), unlabelled("b"), subject("c"), unlabelled("d")]
  fc.assert(
    fc.property(fc.shuffledSubarray(all, { minLength: 4 }), fc.nat(), (subjects, seed) => {
      const { train, test } = Result.getOrThrow(splitSubjects(subjects, { test: 0, seed }))
      expect(train.map(({ id }) => id)).toEqual(["a", "c"])
      expect(test.map(({ id }) => id)).toEqual(["b", "d"])
    }),
  )
})

it("has no one without labels in a cohort of those whose class is known", () => {
  const all = [subject("a"), unlabelled("b"), subject("c")]
  const request = { test: 1, seed: 0, among: "grade" }
  const { train, test } = Result.getOrThrow(splitSubjects(all, request))
  expect([...train, ...test].map(({ id }) => id).toSorted()).toEqual(["a", "c"])
})

it("refuses to hold out others too, and a patient on both sides", () => {
  const messageOf = (...given: Parameters<typeof splitSubjects>) =>
    Result.match(splitSubjects(...given), {
      onSuccess: () => "",
      onFailure: ({ message }) => message,
    })
  const held = messageOf([subject("a"), unlabelled("b")], { test: 1, seed: 0 })
  expect(held).toContain("1 subjects without labels, and others that are held out")
  const both = messageOf([subject("a-0", "a"), unlabelled("a-1", "a")], { test: 0, seed: 0 })
  expect(both).toContain("patient a has scans with labels and without")
})
