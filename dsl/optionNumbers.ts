import { fault, type Fault } from "./fault.ts"
import { valueAt } from "./replace.ts"

/** What a number of an option must be, and what it is where it is left out. */
interface OptionNumber {
  readonly isRight: (value: number) => boolean
  readonly expected: string
  readonly usual: number | string
}

/** Options of tables and figures whose values are numbers, by dotted path. */
export type Numbers = Readonly<Record<string, OptionNumber>>

export const wholeFrom = (least: number, usual: number, why = ""): OptionNumber => ({
  isRight: (value) => Number.isInteger(value) && value >= least,
  expected: `a whole number from ${least} on${why}`,
  usual,
})

/** A share between 0 and 1. */
export const share = (usual: number): OptionNumber => ({
  isRight: (value) => value > 0 && value < 1,
  expected: `a share between 0 and 1, such as ${usual}`,
  usual,
})

/** Numbers of a table or figure that are not what they must be. */
export const numberFaults = (
  target: { readonly target: string; readonly name: string },
  numbers: Numbers,
): readonly Fault[] =>
  Object.entries(numbers).flatMap(([field, { isRight, expected, usual }]) => {
    const value = valueAt(target, field)
    if (value === undefined || (typeof value === "number" && isRight(value))) return []
    const percent = Number(value)
    const isPercent =
      typeof usual === "number" && usual > 0 && usual < 1 && percent > 1 && percent < 100
    return [
      fault({
        what: `${target.target} ${target.name}: ${field} is ${typeof value === "number" ? value : JSON.stringify(value)}`,
        where: { field },
        expected,
        hint: isPercent
          ? `for ${percent} %: ${percent / 100}`
          : `leave it out: it is then ${usual}`,
      }),
    ]
  })
