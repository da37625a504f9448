import { precisionOf } from "../dsl/precision.ts"
import type { Table } from "../dsl/table.ts"

/** Trainings behind a table that compute in another precision than float32, in words. */
export const precisionTexts = ({ blocks }: Pick<Table, "blocks">): readonly string[] => {
  const trained = blocks.flatMap(({ study, columns }) => {
    const read = new Set(columns.map(({ task }) => task))
    return study.arms.flatMap(({ name, experiment: { pretraining, tasks } }) =>
      [
        ["pre-training", pretraining] as const,
        ...Object.entries(tasks).filter(([task]) => read.has(task)),
      ].map(([part, component]) => ({
        part: `${name}, ${part}`,
        precision: precisionOf(component),
      })),
    )
  })
  const others = trained.filter(({ precision }) => precision !== "float32")
  return [...Map.groupBy(others, ({ precision }) => precision)].map(
    ([precision, parts]) =>
      `Products and convolutions of training in ${precision}: ${[...new Set(parts.map(({ part }) => part))].join("; ")}.`,
  )
}
