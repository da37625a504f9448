import { suggestion } from "./closest.ts"
import { fault, type Fault } from "./fault.ts"
import { valueAt } from "./replace.ts"
import type { Table } from "./table.ts"

const within = ["column", "group", "none"]
const correction = ["holm", "none"]

/** Options whose values are words, by dotted path. */
const words: Readonly<Record<string, readonly string[]>> = {
  spread: ["subjects", "seeds", "folds", "pooled"],
  best: within,
  second: within,
  populations: ["one", "several"],
  acrossFolds: ["mean", "pooled"],
  "interval.over": ["subjects", "seeds and subjects"],
  "compare.test": ["wilcoxon"],
  "compare.correction": correction,
  "boldIf.test": ["wilcoxon", "t"],
  "boldIf.correction": correction,
}

const shown = ["mean", "std", "interval", "n", "p", "delta", "rank"]

interface Numbers {
  readonly isRight: (value: number) => boolean
  readonly expected: string
  readonly usual: string
}

const wholeFrom =
  (least: number): Numbers["isRight"] =>
  (value) =>
    Number.isInteger(value) && value >= least

const share = (usual: string): Numbers => ({
  isRight: (value) => value > 0 && value < 1,
  expected: `a share between 0 and 1, such as ${usual}`,
  usual,
})

/** Options whose values are numbers. */
const numbers: Readonly<Record<string, Numbers>> = {
  "interval.samples": {
    isRight: wholeFrom(100),
    expected: "a whole number from 100 on",
    usual: "10000",
  },
  "interval.level": share("0.95"),
  "interval.seed": { isRight: wholeFrom(0), expected: "a whole number from 0 on", usual: "0" },
  "boldIf.level": share("0.05"),
}

/** Values of a table's options that a record declared elsewhere, or `any`, hides from the compiler. */
export const tableValueFaults = (table: Table): readonly Fault[] => {
  const wrong = (field: string, value: unknown, expected: string, hint: string): Fault =>
    fault({
      what: `table ${table.name}: ${field} is ${typeof value === "string" ? JSON.stringify(value) : String(value)}`,
      where: { field },
      expected,
      hint,
    })
  const ofWords = (field: string, value: unknown, allowed: readonly string[]): readonly Fault[] =>
    value === undefined || allowed.some((each) => each === value)
      ? []
      : [
          wrong(
            field,
            value,
            `one of ${allowed.join(", ")}`,
            suggestion(typeof value === "string" ? value : "", allowed),
          ),
        ]
  return [
    ...Object.entries(words).flatMap(([field, allowed]) =>
      ofWords(field, valueAt(table, field), allowed),
    ),
    ...table.show.flatMap((part, index) => ofWords(`show.${index}`, part, shown)),
    ...Object.entries(numbers).flatMap(([field, { isRight, expected, usual }]) => {
      const value = valueAt(table, field)
      if (value === undefined || (typeof value === "number" && isRight(value))) return []
      const isPercent = expected.startsWith("a share") && Number(value) > 1 && Number(value) < 100
      const hint = isPercent
        ? `for ${Number(value)} %: ${Number(value) / 100}`
        : `leave it out: it is then ${usual}`
      return [wrong(field, value, expected, hint)]
    }),
    ...Object.entries(table.digits).flatMap(([metric, value]) =>
      Number.isInteger(value) && value >= 0 && value <= 20
        ? []
        : [
            wrong(
              `digits.${metric}`,
              value,
              "a whole number of decimals, from 0 to 20",
              "leave it out: the metric has decimals of its own",
            ),
          ],
    ),
  ]
}
