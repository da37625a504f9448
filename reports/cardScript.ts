/**
 * What the page adds to a cell's card when it is first opened, from the page's data (`cardData`): device, time
 * and MLflow page of each run, curves of the trainings behind it, numbers by subject, and the values that the
 * file gives the arm, with their places.
 */
export const cardScript = `
let behind
const make = (name, ...children) => {
  const made = document.createElement(name)
  made.append(...children)
  return made
}
const fold = (title, lines, heads) => {
  const table = make("table", make("thead", make("tr", ...heads.map((head) => make("th", head)))),
    make("tbody", ...lines.map((line) => make("tr", ...line.map((text) => make("td", text))))))
  const scroll = make("div", table)
  scroll.className = "scroll"
  return make("details", make("summary", title), scroll)
}
const panel = (title, lines) => {
  const steps = lines.flatMap((line) => line.steps), values = lines.flatMap((line) => line.values)
  const left = Math.min(...steps), right = Math.max(...steps), low = Math.min(...values), high = Math.max(...values)
  const x = (step) => (1 + 148 * (step - left) / (right - left || 1)).toFixed(1)
  const y = (value) => (45 - 43 * (value - low) / (high - low || 1)).toFixed(1)
  const paths = lines.map((line) => '<path d="M' + line.steps.map((step, at) => x(step) + " " + y(line.values[at])).join("L") + '"/>')
  const short = (value) => value !== 0 && Math.abs(value) < 0.001 ? value.toExponential(1) : Number(value.toPrecision(3)).toString()
  const figure = make("figure")
  figure.innerHTML = '<svg viewBox="0 0 150 47" role="img">' + paths.join("") + "</svg>"
  const words = title + ", step " + left + " to " + right + ": " + short(low) + " to " + short(high)
  figure.firstChild.setAttribute("aria-label", words)
  const broken = title.split(/(?=[A-Z])|(?<=[.])/).flatMap((part) => [make("wbr"), part])
  figure.append(make("figcaption", ...broken, make("small", short(low) + " to " + short(high))))
  return figure
}
const fill = (card) => {
  behind ??= JSON.parse(document.getElementById("behind").textContent)
  const { arm, column } = card.dataset
  const table = card.closest("[data-table]").dataset.table
  const curves = new Map(), numbers = []
  for (const item of card.querySelectorAll("li[data-runs]"))
    for (const key of item.dataset.runs.split(" ")) {
      const run = behind.runs[key], own = behind.numbers[key]?.[column]
      if (own !== undefined) numbers.push({ seed: item.dataset.seed, who: behind.subjects[own[0]], values: own[1].split(" ") })
      if (run === undefined) continue
      item.append("; " + run.facts)
      if (run.mlflow !== undefined) {
        const link = make("a", "MLflow")
        link.href = run.mlflow
        item.append("; ", link)
      }
      for (const curve of run.curves.map((at) => behind.curves[at])) curves.set(curve.title, [...(curves.get(curve.title) ?? []), curve])
    }
  const added = []
  if (curves.size > 0) {
    const panels = make("div", ...[...curves].map(([title, lines]) => panel(title, lines)))
    panels.className = "curves"
    added.push(panels)
  }
  const seeds = [...new Set(numbers.map(({ seed }) => seed))]
  const who = [...new Set(numbers.flatMap((one) => one.who))]
  const bySeed = seeds.map((seed) => new Map(numbers.filter((one) => one.seed === seed).flatMap((one) => one.who.map((name, at) => [name, one.values[at]]))))
  if (who.length > 0) added.push(fold("By subject (" + who.length + ")", who.map((name) => [name, ...bySeed.map((one) => one.get(name) ?? "")]), ["Subject", ...seeds.map((seed) => "seed " + seed)]))
  const task = "tasks." + column.split(".")[0] + "."
  const values = behind.values.filter(({ field, arms }) => (!field.startsWith("tasks.") || (field + ".").startsWith(task)) &&
    (arms === null || arms.some(({ name, targets }) => name === arm && targets.includes(table))))
  if (values.length > 0) added.push(fold("Values, and where they are written (" + values.length + ")", values.map(({ field, value, place }) => [field, value, place]), ["Field", "Value", "Written at"]))
  card.querySelector(".convention").before(...added)
}
for (const card of document.querySelectorAll(".card")) card.addEventListener("beforetoggle", () => fill(card), { once: true })
`
