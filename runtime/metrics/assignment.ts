/**
 * The assignment of rows to different columns of the least total cost, by shortest augmenting paths
 * (Crouse 2016): the column of each row. `cost(row, column)` is finite; there are at least as many
 * columns as rows. Of assignments that cost the same it takes the one that SciPy's
 * `linear_sum_assignment` takes.
 */
export const assignment = (
  rows: number,
  columns: number,
  cost: (row: number, column: number) => number,
): readonly number[] => {
  const ofRow = new Float64Array(rows)
  const ofColumn = new Float64Array(columns)
  const columnAt = new Int32Array(rows).fill(-1)
  const rowAt = new Int32Array(columns).fill(-1)
  for (let first = 0; first < rows; first++) {
    const shortest = new Float64Array(columns).fill(Infinity)
    const before = new Int32Array(columns).fill(-1)
    const reachedRows: number[] = []
    const reachedColumns: number[] = []
    const remaining = Array.from({ length: columns }, (_, index) => columns - 1 - index)
    let row = first
    let length = 0
    let end = -1
    while (end === -1) {
      reachedRows.push(row)
      let lowest = Infinity
      let chosen = -1
      for (const [index, column] of remaining.entries()) {
        const through = length + cost(row, column) - ofRow[row]! - ofColumn[column]!
        if (through < shortest[column]!) {
          before[column] = row
          shortest[column] = through
        }
        // A column without a row ends the path: of two as near, it is the better one.
        if (shortest[column]! < lowest || (shortest[column] === lowest && rowAt[column] === -1)) {
          lowest = shortest[column]!
          chosen = index
        }
      }
      length = lowest
      const column = remaining[chosen]!
      if (rowAt[column] === -1) end = column
      else row = rowAt[column]!
      reachedColumns.push(column)
      const last = remaining.pop()!
      if (chosen < remaining.length) remaining[chosen] = last
    }
    ofRow[first]! += length
    for (const reached of reachedRows)
      if (reached !== first) ofRow[reached]! += length - shortest[columnAt[reached]!]!
    for (const reached of reachedColumns) ofColumn[reached]! -= length - shortest[reached]!
    for (let column = end; column !== -1;) {
      const source = before[column]!
      rowAt[column] = source
      const previous = columnAt[source]!
      columnAt[source] = column
      column = source === first ? -1 : previous
    }
  }
  return [...columnAt]
}
