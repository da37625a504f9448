import { fault, type Fault } from "../../dsl/fault.ts"
import { firstNames } from "./firstNames.ts"

/** So many warnings that are alike are told one by one. */
const mostAlike = 3

/** Equal for warnings that differ in numbers and in the subject alone. */
const kindOf = ({ what, where: { field, subject }, hint }: Fault): string =>
  JSON.stringify([what.replace(/\b\d+(\.\d+)?\b/g, "0"), field, subject === undefined, hint])

/**
 * Warnings of subjects, alike ones told at the first of them with how many there are: what is odd about
 * one subject is often so about hundreds.
 */
export const condensed = (warnings: readonly Fault[]): readonly Fault[] =>
  [...Map.groupBy(warnings, kindOf).values()].flatMap((alike) => {
    const [first] = alike
    const others = new Set(alike.slice(1).flatMap(({ where: { subject } }) => subject ?? []))
    if (first === undefined || alike.length <= mostAlike || others.size === 0) return alike
    return [
      fault({
        ...first,
        what: `${first.what}; alike, but for numbers: ${firstNames([...others])} (${alike.length} such warnings in all)`,
      }),
    ]
  })
