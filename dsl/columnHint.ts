import { closest, suggestion } from "./closest.ts"
import { parseColumn } from "./column.ts"
import { builtIn } from "./definitions.ts"

const isMetric = (name: string): boolean =>
  builtIn.some(({ family, kind }) => family === "metric" && kind === name)

/** The hint for a column that nothing measures: one that is much like it, or what to do to have it measured. */
export const columnHint = (column: string, measured: readonly string[]): string => {
  const { task, metric } = parseColumn(column)
  const ofTask = measured.filter((each) => each.startsWith(`${task}.`))
  const isMeasured = ofTask.some((each) => parseColumn(each).metric === metric)
  return ofTask.length > 0 &&
    isMetric(metric) &&
    !isMeasured &&
    closest(column, measured) === undefined
    ? `give ${task} the metric ${metric}, or choose one of ${ofTask.join(", ")}`
    : suggestion(column, measured)
}
