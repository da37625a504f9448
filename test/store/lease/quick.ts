import type { LeaseTimes } from "../../../runtime/store/lease/watch.ts"

/** Times of leases for tests: as the usual ones, forty times as fast. */
export const quick: LeaseTimes = { signEvery: 125, silentFor: 1500, lookEvery: 50 }
