import type { Fault, Place } from "../../../dsl/fault.ts"

/** A fault found by a pure function, which does not know the place. */
export type Rejection = Omit<Fault, "where">

export const faultAt = (where: Place, { what, expected, hint }: Rejection): Fault => ({
  what,
  where,
  ...(expected === undefined ? {} : { expected }),
  ...(hint === undefined ? {} : { hint }),
})
