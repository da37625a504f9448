import type { Split } from "../../dsl/dataset.ts"
import type { Classification } from "../../dsl/task.ts"
import { totalSteps } from "../training/sampling.ts"
import { trainingSubjects, withLabels, type DataFacts } from "./dataFacts.ts"

/** The steps of training a classifier on the subjects that have its label, and subjects in a step. */
export const classifierSteps = (
  task: Omit<Classification, "metrics">,
  split: Split,
  data: DataFacts,
): { readonly steps: number; readonly batch: number } => {
  const known = trainingSubjects(data, split).filter(
    ({ labels }) => (labels[task.label] ?? null) !== null,
  )
  const subjects = withLabels(known, task.labelFraction, split).length
  const batch = Math.min(task.batch, subjects)
  return { steps: totalSteps({ subjects, crops: 1, epochs: task.epochs, batch }), batch }
}
