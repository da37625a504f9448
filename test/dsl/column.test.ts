import fc from "fast-check"
import { expect, it } from "vitest"
import { columnText, parseColumn } from "../../dsl/column.ts"

const name = fc.string({ minLength: 1 }).filter((text) => !text.includes("."))
const region = fc.option(fc.string())

it("a column is what its text says: only a region may hold dots", () => {
  fc.assert(
    fc.property(name, name, region, (task, metric, region) => {
      const column = { task, metric, region }
      expect(parseColumn(columnText(column))).toEqual(column)
    }),
  )
})

it("a region with a dot stays one region", () => {
  expect(parseColumn("glioma.dice.T1.5")).toEqual({
    task: "glioma",
    metric: "dice",
    region: "T1.5",
  })
})
