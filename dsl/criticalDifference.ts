import { faultUnless } from "./faultIf.ts"
import type { Fault } from "./fault.ts"
import { rowGroups, type Table } from "./table.ts"

/** Average ranks of a table's arms over its columns. */
export interface CriticalDifferenceFigure {
  readonly target: "figure"
  readonly kind: "criticalDifference"
  readonly name: string
  readonly caption: string
  readonly table: Table
  /** Chance of telling any two equal arms apart. */
  readonly level: number
}

/**
 * Ranks of a table's arms, 1 the best, averaged over its columns, with Friedman's test and Nemenyi's critical
 * difference (Demšar 2006). Columns are the cases that are drawn at random: one a data set, as a rule.
 */
export const criticalDifference = (options: {
  readonly name: string
  readonly caption?: string
  readonly table: Table
  readonly level?: number
}): CriticalDifferenceFigure => ({
  ...options,
  target: "figure",
  kind: "criticalDifference",
  caption: options.caption ?? "",
  level: options.level ?? 0.05,
})

/** What is wrong with the table and level of a figure of ranks. */
export const criticalDifferenceFaults = ({
  name,
  table,
}: CriticalDifferenceFigure): readonly Fault[] => {
  const arms = rowGroups(table).flat()
  const columns = table.blocks.flatMap((block) => block.columns)
  return [
    ...faultUnless(arms.length >= 3, () => ({
      what: `figure ${name} ranks ${arms.length} arms`,
      where: { field: "table.rows" },
      expected: "3 or more: Friedman's test is of several arms",
      hint: "compare two arms by wilcoxon in a table",
    })),
    ...faultUnless(columns.length >= 2, () => ({
      what: `figure ${name} averages ranks over ${columns.length} columns`,
      where: { field: "table.columns" },
      expected: "2 or more, one a data set as a rule",
      hint: "put the data sets side by side: blocks: { brats: ..., lungs: ... }",
    })),
  ]
}
