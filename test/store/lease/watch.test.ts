import { expect, it } from "vitest"
import { LeaseWatch } from "../../../runtime/store/lease/watch.ts"

const times = { signEvery: 5000, silentFor: 60_000, lookEvery: 2000 }

/** Looks every `pause` ms at a holder that shows `sign` at that time; gives when it counted as silent. */
const silentAt = (pause: number, sign: (now: number) => string): number | undefined => {
  let now = 0
  const watch = new LeaseWatch(times, () => now)
  for (; now < 1_000_000; now += pause) if (watch.isSilent("a", sign(now), now)) return now
  return undefined
}

it("counts a holder as silent after a minute in which we looked", () => {
  expect(silentAt(2000, () => "1")).toBe(60_000)
  expect(silentAt(500, () => "1")).toBe(60_000)
})

it("never counts one that gives a sign now and then", () => {
  expect(silentAt(2000, (now) => String(Math.floor(now / 58_000)))).toBeUndefined()
})

it("counts no time in which we did not look: we were stopped, and perhaps the holder with us", () => {
  // A look an hour counts for 4 s.
  expect(silentAt(3_600_000, () => "1")).toBeUndefined()
  let now = 0
  const watch = new LeaseWatch(times, () => now)
  watch.isSilent("a", "1", now)
  now += 24 * 3_600_000
  expect(watch.isSilent("a", "1", now)).toBe(false)
})

it("counts from the look that saw another sign", () => {
  let now = 0
  const watch = new LeaseWatch(times, () => now)
  for (; now <= 59_000; now += 1000) expect(watch.isSilent("a", "1", now)).toBe(false)
  expect(watch.isSilent("a", "2", now)).toBe(false)
  for (let more = 0; more < 59; more++) {
    now += 1000
    expect(watch.isSilent("a", "2", now)).toBe(false)
  }
  now += 1000
  expect(watch.isSilent("a", "2", now)).toBe(true)
})
