import { standingOf } from "../best.ts"
import {
  cellText,
  columnName,
  placedCells,
  type Finding,
  type Placed,
  type PrintedTable,
} from "./printed.ts"

/** The cells of a column that are best at the printed precision, and those that are printed next. */
export const bestOf = (cells: readonly Placed[]) => {
  const better = cells[0]?.column.better ?? "none"
  const digits = Math.max(0, ...cells.map(({ cell }) => cell.digits))
  const { best, second } = standingOf(
    { better, digits },
    cells.map(({ cell }) => ({ mean: cell.value })),
    [...cells.keys()],
  )
  const at = (rows: readonly number[]) => cells.filter((_, row) => rows.includes(row))
  return { best: at(best), second: at(second) }
}

/** Best values that are not bold, and bold ones that are not the best: where the font is known. */
export const markFindings = (tables: readonly PrintedTable[]): readonly Finding[] =>
  tables.flatMap((table) => {
    const columns = Map.groupBy(placedCells([table]), ({ column }) => column)
    return [...columns].flatMap(([column, cells]): readonly Finding[] => {
      if (column.better === "none" || cells.length < 2) return []
      const { best, second } = bestOf(cells)
      const unmarked = best.filter(({ cell }) => cell.bold === false)
      const marked = cells.filter((each) => each.cell.bold === true && !best.includes(each))
      const where = `${table.name}, ${columnName(column)}`
      const [next] = second
      const named = ({ row, cell }: Placed): string => `${row.arm}, ${cellText(cell)}`
      return [
        ...unmarked.map((each) => ({
          where,
          what: `the best value is not marked: ${named(each)}`,
          because: `${column.better} is better; the next is ${next === undefined ? "none" : named(next)}`,
        })),
        ...marked.map((each) => ({
          where,
          what: `a value is marked that is not the best: ${named(each)}`,
          because: `${column.better} is better; the best is ${best.map(named).join("; ")}`,
        })),
      ]
    })
  })
