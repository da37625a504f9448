import { scaleOf } from "../quantity.ts"
import { fractionOf, type Fraction } from "./fraction.ts"
import {
  cellText,
  tablesOf,
  testedCells,
  type Finding,
  type Placed,
  type PrintedTable,
} from "./printed.ts"

/** A split of subjects into classes, and the half pairs won there, that an AUC prints as. */
export interface Split {
  readonly positive: number
  readonly negative: number
  readonly halves: Fraction
}

/**
 * A split of `subjects` into two classes that gives a printed AUC, or the mean of the AUCs of several
 * `evaluations` of the same subjects. An AUC is the share of pairs of a positive and a negative subject
 * that are ordered rightly, where a tie counts half: halves of pairs are whole numbers.
 */
export const splitOf = (
  printed: { readonly value: number; readonly digits: number },
  subjects: number,
  { scale = 100, evaluations = 1 }: { readonly scale?: number; readonly evaluations?: number } = {},
): Split | undefined => {
  // The AUC of a split and of its mirror image have the same denominator.
  for (let positive = 1; positive <= subjects / 2; positive++) {
    const negative = subjects - positive
    const halves = fractionOf(printed, 2 * positive * negative * evaluations, scale)
    if (halves !== undefined) return { positive, negative, halves }
  }
  return undefined
}

const distinct = (cells: readonly Placed[]): readonly string[] => [
  ...new Set(cells.map(({ cell }) => cellText(cell))),
]

/** The split of the classes whose AUCs lie nearest to a value, and these. */
const nearestText = ({ cell, column }: Placed, subjects: number, evaluations: number): string => {
  const scale = scaleOf(column)
  const candidates = Array.from({ length: Math.floor(subjects / 2) }, (_, index) => {
    const positive = index + 1
    const of = 2 * positive * (subjects - positive) * evaluations
    const over = Math.round((cell.value * of) / scale)
    return { positive, over, of, away: Math.abs((scale * over) / of - cell.value) }
  })
  const [best] = candidates.toSorted((a, b) => a.away - b.away)
  if (best === undefined) return "one class alone"
  const pairs = best.of / 2
  return `nearest to ${cellText(cell)} is ${best.over / 2} of ${pairs} pairs, ${((scale * best.over) / best.of).toFixed(cell.digits + 1)} (${best.positive} against ${subjects - best.positive} subjects)`
}

/** AUCs that no split of the test subjects into two classes gives. Equal values count once. */
export const aucFindings = (tables: readonly PrintedTable[]): readonly Finding[] =>
  testedCells(tables, "auc").flatMap(({ name, subjects, evaluations, cells }) => {
    const impossible = cells.filter(
      ({ cell, column }) =>
        splitOf(cell, subjects, { scale: scaleOf(column), evaluations }) === undefined,
    )
    const [first] = impossible
    if (first === undefined) return []
    const values = distinct(impossible)
    return [
      {
        where: `${tablesOf(cells)}, ${name}`,
        what: `${values.length} of ${distinct(cells).length} different AUCs come from no split of ${subjects} subjects: ${values.join(", ")}`,
        because: `an AUC is a whole number of half pairs over the pairs of a positive and a negative subject; ${nearestText(first, subjects, evaluations)}`,
      },
    ]
  })
