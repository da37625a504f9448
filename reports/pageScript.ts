/**
 * What the page can do beside being read: sorts a table's rows within their groups by a column, the best
 * first, then the other way, then as written; and hides rows of long tables that lack what is typed.
 */
export const pageScript = `
for (const table of document.querySelectorAll(".table table")) {
  const bodies = [...table.tBodies].map((body) => ({ body, rows: [...body.rows] }))
  const heads = [...table.querySelectorAll("th[data-column]")]
  const valueIn = (row, head) => {
    const { value } = row.cells[row.cells.length - heads.length + Number(head.dataset.column)].dataset
    return value === undefined ? NaN : Number(value)
  }
  const sorted = (rows, head, order) => {
    const sign = order === "ascending" ? 1 : -1
    const keyed = rows.map((row) => ({ row, value: valueIn(row, head) }))
    const known = keyed.filter(({ value }) => !isNaN(value)).sort((a, b) => sign * (a.value - b.value))
    return [...known, ...keyed.filter(({ value }) => isNaN(value))].map(({ row }) => row)
  }
  for (const head of heads) {
    const first = head.dataset.sort
    const second = first === "ascending" ? "descending" : "ascending"
    const button = document.createElement("button")
    button.type = "button"
    button.title = "sort by this column"
    button.append(...head.childNodes)
    head.append(button)
    button.addEventListener("click", () => {
      const now = head.getAttribute("aria-sort")
      const next = now === null ? first : now === first ? second : null
      for (const each of heads) each.removeAttribute("aria-sort")
      if (next !== null) head.setAttribute("aria-sort", next)
      for (const { body, rows } of bodies) body.append(...(next === null ? rows : sorted(rows, head, next)))
    })
  }
  const all = bodies.flatMap(({ rows }) => rows)
  if (all.length < 15) continue
  const field = document.createElement("input")
  field.type = "search"
  field.placeholder = "rows with these words"
  field.setAttribute("aria-label", "Rows of " + table.parentElement.getAttribute("aria-label"))
  const labels = new Map(all.map((row) => [row, [...row.querySelectorAll("th")].map((one) => one.textContent).join(" ").toLowerCase()]))
  field.addEventListener("input", () => {
    const words = field.value.toLowerCase().split(/ +/)
    for (const [row, label] of labels) row.hidden = !words.every((word) => label.includes(word))
  })
  table.parentElement.before(field)
}
`
