import { expect, it } from "vitest"
import { standardOf } from "../../../runtime/stages/probe/standard.ts"

it("gives mean and deviation of the population: NumPy mean and std of [2, 4, 4, 4, 5, 5, 7, 9]", () => {
  expect(standardOf([2, 4, 4, 4, 5, 5, 7, 9])).toEqual({ mean: 5, deviation: 2 })
})
