import {
  cellText,
  columnName,
  placedCells,
  type Finding,
  type Placed,
  type PrintedTable,
} from "./printed.ts"

const badness = ({ column, cell }: Placed): number => {
  switch (column.better) {
    case "higher":
      return -cell.value
    case "lower":
      return cell.value
    case "nearer 0":
      return Math.abs(cell.value)
    case "nearer 1":
      return Math.abs(cell.value - 1)
    case "none":
      return 0
  }
}

/** The cells of a column that are best at the printed precision. */
export const bestOf = (cells: readonly Placed[]): readonly Placed[] => {
  const least = Math.min(...cells.map(badness))
  return cells.filter((placed) => badness(placed) === least)
}

/** Best values that are not bold, and bold ones that are not the best: where the font is known. */
export const markFindings = (tables: readonly PrintedTable[]): readonly Finding[] =>
  tables.flatMap((table) => {
    const columns = Map.groupBy(placedCells([table]), ({ column }) => column)
    return [...columns].flatMap(([column, cells]): readonly Finding[] => {
      if (column.better === "none" || cells.length < 2) return []
      const best = bestOf(cells)
      const unmarked = best.filter(({ cell }) => cell.bold === false)
      const marked = cells.filter((each) => each.cell.bold === true && !best.includes(each))
      const where = `${table.name}, ${columnName(column)}`
      const others = cells.filter((each) => !best.includes(each))
      const second = bestOf(others)[0]
      const named = ({ row, cell }: Placed): string => `${row.arm}, ${cellText(cell)}`
      return [
        ...unmarked.map((each) => ({
          where,
          what: `the best value is not marked: ${named(each)}`,
          because: `${column.better} is better; the next is ${second === undefined ? "none" : named(second)}`,
        })),
        ...marked.map((each) => ({
          where,
          what: `a value is marked that is not the best: ${named(each)}`,
          because: `${column.better} is better; the best is ${best.map(named).join("; ")}`,
        })),
      ]
    })
  })
