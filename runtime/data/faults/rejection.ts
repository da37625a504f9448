import { fault, type Fault, type Place } from "../../../dsl/fault.ts"

/** A fault found by a pure function, with the place that its caller knows. */
export const faultAt = (where: Place, found: Fault): Fault =>
  fault({ ...found, where: { ...found.where, ...where } })
