import { expect, it } from "vitest"
import { parseDuration } from "../../runtime/units/duration.ts"

it.each([
  ["40h", 144_000],
  ["90min", 5400],
  ["2d", 172_800],
  ["1.5h", 5400],
  ["1h30min", 5400],
  ["1h 30min", 5400],
  ["30 s", 30],
])("%s", (text, seconds) => {
  expect(parseDuration(text)).toBe(seconds)
})

it.each(["", "40", "h", "40 hours", "-1h", "1h and more", "1m"])("%j is no time", (text) => {
  expect(parseDuration(text)).toBeUndefined()
})
