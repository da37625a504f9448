import { suggestion } from "./closest.ts"
import type { Fault } from "./fault.ts"
import { faultUnless } from "./faultIf.ts"
import { numberFaults, share, wholeFrom, type Numbers } from "./optionNumbers.ts"
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

/** Options whose values are numbers. */
const numbers: Numbers = {
  "interval.samples": wholeFrom(100, 10_000),
  "interval.level": share(0.95),
  "interval.seed": wholeFrom(0, 0),
  "boldIf.level": share(0.05),
}

const decimals: Numbers[string] = {
  isRight: (value) => Number.isInteger(value) && value >= 0 && value <= 20,
  expected: "a whole number of decimals, from 0 to 20",
  usual: "as the metric has it",
}

/** Values of a table's options that a record declared elsewhere, or `any`, hides from the compiler. */
export const tableValueFaults = (table: Table): readonly Fault[] => {
  const ofWords = (field: string, value: unknown, allowed: readonly string[]): readonly Fault[] =>
    faultUnless(value === undefined || allowed.some((each) => each === value), () => ({
      what: `table ${table.name}: ${field} is ${JSON.stringify(value)}`,
      where: { field },
      expected: `one of ${allowed.join(", ")}`,
      hint: suggestion(typeof value === "string" ? value : "", allowed),
    }))
  return [
    ...Object.entries(words).flatMap(([field, allowed]) =>
      ofWords(field, valueAt(table, field), allowed),
    ),
    ...table.show.flatMap((part, index) => ofWords(`show.${index}`, part, shown)),
    ...numberFaults(table, {
      ...numbers,
      ...Object.fromEntries(
        Object.keys(table.digits).map((metric) => [`digits.${metric}`, decimals]),
      ),
    }),
  ]
}
