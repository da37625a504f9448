import { pretrainingTask, type Column } from "../../dsl/column.ts"
import type { Experiment } from "../../dsl/experiment.ts"
import { fault, type Fault } from "../../dsl/fault.ts"
import { suggestion } from "../../dsl/closest.ts"
import type { LineFigure, StudyFigure } from "../../dsl/figure.ts"
import type { Study } from "../../dsl/study.ts"
import { readOf, type Target } from "../../dsl/target.ts"
import { embed } from "../stages/embed/record.ts"
import { pretrain } from "../stages/pretrain/record.ts"
import { reconstruct } from "../stages/reconstruct/record.ts"
import type { StageFacts } from "../stages/record.ts"
import type { Sampling } from "../stages/variance/record.ts"

/** What a plan is made for: tables and figures, or whole studies. */
export type Subject = Target | Study

/** What a subject reads of one arm; what these need comes along. */
export interface Demand {
  /** Kinds of stages that work for all tasks, whose artifacts are read. */
  readonly shared: readonly StageFacts[]
  /** Tasks whose predictions are shown. */
  readonly shown: readonly string[]
  /** Tasks whose scores are read. */
  readonly scored: readonly string[]
  /** How Var(X_t) is sampled, where it is read. */
  readonly sampling?: Sampling
}

const nothing: Demand = { shared: [], shown: [], scored: [] }

/** The studies that a subject reads, with their blocks and columns. */
export const readsOf = (subject: Subject) =>
  "target" in subject ? readOf(subject) : [{ block: "", study: subject, columns: null }]

const columnDemand = (columns: readonly Column[]): Demand => {
  const tasks = new Set(columns.map(({ task }) => task))
  return {
    ...nothing,
    shared: tasks.has(pretrainingTask) ? [reconstruct] : [],
    scored: [...tasks].filter((task) => task !== pretrainingTask),
  }
}

const figureDemand = (figure: Exclude<StudyFigure, LineFigure>, everything: Demand): Demand => {
  switch (figure.kind) {
    case "losses":
      return everything
    case "reconstructions":
      return { ...nothing, shared: [reconstruct] }
    case "segmentations":
      return { ...nothing, shown: [figure.task] }
    case "tsne":
      return { ...nothing, shared: [embed] }
    case "targetVariance": {
      const { ratios, samples, seed } = figure
      return { ...nothing, sampling: { ratios, samples, seed } }
    }
  }
}

/** What a subject reads of an arm's experiment: a study everything, a table its columns. */
export const demandOf = (
  subject: Subject,
  { tasks }: Experiment,
  columns: readonly Column[] | null,
): Demand => {
  const everything = { ...nothing, shared: [pretrain], scored: Object.keys(tasks) }
  if (columns !== null) return columnDemand(columns)
  const isFigure =
    "target" in subject &&
    subject.target === "figure" &&
    subject.kind !== "lines" &&
    subject.kind !== "criticalDifference"
  return isFigure ? figureDemand(subject, everything) : everything
}

/** Tasks that a subject names and the experiment lacks. */
export const demandFaults = (
  subject: Subject,
  demand: Demand,
  experiment: Experiment,
): readonly Fault[] => {
  const tasks = Object.keys(experiment.tasks)
  return [...new Set([...demand.shown, ...demand.scored])]
    .filter((task) => !tasks.includes(task))
    .map((task) =>
      fault({
        what: `${subject.name} reads the task "${task}", which ${experiment.name} does not have`,
        where: {},
        expected: `one of ${tasks.join(", ") || "(no task is declared)"}`,
        hint: suggestion(task, tasks),
      }),
    )
}
