import { expect, it } from "vitest"
import { keepOrders } from "../../../runtime/check/evaluate/orders.ts"

it("of keys are those in which records were joined, which JavaScript does not keep", () => {
  const { orderOf } = keepOrders()
  const joined = Object.assign({}, Object.fromEntries([["4", 4]]), { 2: 2, a: 1 })
  expect(Object.keys(joined)).toEqual(["2", "4", "a"])
  expect(orderOf(joined)).toEqual(["4", "2", "a"])
  expect(orderOf(Object.assign(Object.fromEntries([["9", 9]]), { 1: 1 }))).toEqual(["9", "1"])
})
