import type { Row, SideRow } from "./measure.ts"

export const gigabytes = (bytes: number): string => (bytes / 1e9).toFixed(2)
const percent = (share: number): string => `${Math.round(100 * share)}%`

export const seconds = (value: number): string =>
  value < 1 ? `${(1000 * value).toPrecision(3)} ms` : `${value.toPrecision(3)} s`

const timed = ({ median, quartiles: [low, high] }: SideRow): string =>
  `${seconds(median)} (${seconds(low)}..${seconds(high)})`

/** Empty where the peer's part is below what the clock tells. */
const ratio = (value: number): string => (Number.isFinite(value) ? value.toFixed(2) : "")

/** A Markdown table; the first column is text, the others are numbers. */
export const markdown = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map((_, column) => (column === 0 ? "---" : "---:")), ...rows]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n")

/** Whether the two sides computed the same. */
export const agrees = ({ deviation, tolerance }: Row): boolean =>
  tolerance === null || deviation <= tolerance

/** Times, ratios, memory. */
export const mainTable = (rows: readonly Row[]): string =>
  markdown(
    [
      "",
      "ours, median (quartiles)",
      "peer",
      "ratio of medians",
      "quartiles",
      "fastest",
      "CPU time",
      "peak GB ours",
      "peer",
      "ratio",
      "deviation",
      "CPU of others",
      "steps",
    ],
    rows.map((row) => [
      row.title,
      timed(row.ours),
      timed(row.theirs),
      `**${ratio(row.ratio)}**`,
      row.spread.map(ratio).join(".."),
      ratio(row.fastestRatio),
      ratio(row.cpuRatio),
      gigabytes(row.ours.peak),
      gigabytes(row.theirs.peak),
      `**${ratio(row.ours.peak / row.theirs.peak)}**`,
      row.tolerance === null ? "" : row.deviation.toExponential(1),
      percent(row.others),
      String(row.steps),
    ]),
  )

/** What comes before the steps. */
export const startTable = (rows: readonly Row[]): string => {
  const time = ({ times }: SideRow, name: string): string => {
    const found = times[name]
    return found === undefined ? "" : seconds(found / 1000)
  }
  return markdown(
    [
      "",
      "ours: trace",
      "session",
      "first step",
      "peer: first step",
      "peak GB with start, ours",
      "peer",
      "what the peer is",
    ],
    rows.map(({ title, ours, theirs, note }) => [
      title,
      time(ours, "trace"),
      time(ours, "session"),
      seconds(ours.first),
      seconds(theirs.first),
      gigabytes(ours.wholePeak),
      gigabytes(theirs.wholePeak),
      note,
    ]),
  )
}

/** What is above its goal in time, or above the peer in memory. */
export const goalsText = (rows: readonly Row[]): string => {
  const missed = rows.flatMap(({ name, goal, ours, theirs, ratio: time }) => {
    const memory = ours.peak / theirs.peak
    return [
      ...(time > goal ? [`${name} time ${ratio(time)} (goal ${goal})`] : []),
      ...(memory > 1 ? [`${name} memory ${ratio(memory)} (goal 1)`] : []),
    ]
  })
  return `Above the goal: ${missed.length === 0 ? "nothing" : missed.join("; ")}.`
}
