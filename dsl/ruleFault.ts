import type { Fault } from "./fault.ts"

/** A fault of the language's rules, with the other fields that it is of: a mistake in one of them makes it too. */
export type RuleFault = Fault & { readonly beside?: readonly string[] }

/** Faults that are of other fields too, the one that is meant most often first. */
export const beside = (
  faults: readonly Fault[],
  ...fields: readonly string[]
): readonly RuleFault[] => faults.map((each) => ({ ...each, beside: fields }))
