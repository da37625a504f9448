import { fault } from "../../dsl/fault.ts"
import { Faulty } from "./faulty.ts"

/** An error of one fault. Not in the code of a stage: texts that are given to `fault` alone are left out of its key. */
export const refusal = (parts: Parameters<typeof fault>[0]): Faulty =>
  new Faulty({ faults: [fault(parts)] })
