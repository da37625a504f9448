import { expect, it } from "vitest"
import { fault } from "../../dsl/fault.ts"
import { condensed } from "../../runtime/faults/condensed.ts"

const oneValue = (subject: string, name: string, value: number) =>
  fault({ what: `the ${name} image has one value, ${value}`, where: { subject }, hint: "Exclude." })

const mixed = fault({ what: "subjects of 2 orientations", where: { field: "preprocessing" } })

it("tells warnings that differ in numbers and subject once, with how many there are", () => {
  const many = Array.from({ length: 1200 }, (_, at) => oneValue(`s${at}`, "t1", at / 4))
  expect(condensed([...many, mixed])).toEqual([
    fault({
      what: "the t1 image has one value, 0; alike, but for numbers: s1, s2, s3, and 1196 more (1200 such warnings in all)",
      where: { subject: "s0" },
      hint: "Exclude.",
    }),
    mixed,
  ])
})

it("tells few, and those of other modalities, one by one", () => {
  const few = ["t1", "t2"].flatMap((name) => ["a", "b", "c"].map((id) => oneValue(id, name, 1)))
  expect(condensed(few)).toEqual(few)
})
