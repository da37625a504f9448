import type { Fault } from "../../dsl/fault.ts"

/** Faults that several arms share, once. */
export const distinctFaults = (faults: readonly Fault[]): readonly Fault[] => [
  ...new Map(faults.map((fault) => [JSON.stringify(fault), fault])).values(),
]
