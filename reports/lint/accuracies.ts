import { scaleOf } from "../quantity.ts"
import { fractionOf, fractionText, type Fraction } from "./fraction.ts"
import {
  cellText,
  tablesOf,
  testedCells,
  type Finding,
  type Placed,
  type PrintedTable,
} from "./printed.ts"

/** How far from the stated number of subjects another one is looked for. */
const near = 0.1

const fractionsOver = (cells: readonly Placed[], of: number): readonly Fraction[] =>
  cells.flatMap((placed) => fractionOf(placed.cell, of, scaleOf(placed.column)) ?? [])

/** The number of answers nearest to the stated one that could give every value. */
const fitting = (cells: readonly Placed[], stated: number): number | undefined => {
  const reach = Math.max(1, Math.floor(near * stated))
  for (let away = 1; away <= reach; away++)
    for (const total of [stated - away, stated + away])
      if (total > 0 && fractionsOver(cells, total).length === cells.length) return total
  return undefined
}

const around = ({ cell, column }: Placed, of: number): string => {
  const scale = scaleOf(column)
  const below = Math.floor((cell.value * of) / scale)
  const [low, high] = [below, below + 1].map((over) => fractionText(over, of, cell.digits, scale))
  return `${cellText(cell)} lies between ${low} and ${high}`
}

const otherText = (cells: readonly Placed[], of: number): string => {
  const fractions = fractionsOver(cells, of)
  const texts = cells.map(({ cell }, index) => {
    const fraction = fractions[index]
    if (fraction === undefined) return ""
    return `${cellText(cell)} is ${fraction.over}/${of}${fraction.printing === "cut off" ? ", cut off and not rounded" : ""}`
  })
  return `all are fractions of ${of}: ${texts.join("; ")}`
}

/**
 * Accuracies that no number of right answers gives. A mean over several evaluations of the same
 * subjects is a fraction of all of their answers.
 */
export const accuracyFindings = (tables: readonly PrintedTable[]): readonly Finding[] => {
  return testedCells(tables, "accuracy").flatMap(({ name, subjects, evaluations, cells }) => {
    const stated = subjects * evaluations
    const impossible = cells.filter(
      (placed) => fractionOf(placed.cell, stated, scaleOf(placed.column)) === undefined,
    )
    const [first] = impossible
    if (first === undefined) return []
    const other = fitting(cells, stated)
    return [
      {
        where: `${tablesOf(cells)}, ${name}`,
        what: `${impossible.length} of ${cells.length} accuracies are no fraction of ${stated}: ${impossible.map(({ row, cell }) => `${cellText(cell)} (${row.arm})`).join(", ")}`,
        because: `${around(first, stated)}${other === undefined ? "" : `; ${otherText(cells, other)}`}`,
      },
    ]
  })
}
