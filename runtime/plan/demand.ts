import type { Experiment } from "../../dsl/experiment.ts"
import type { Fault } from "../../dsl/fault.ts"
import { suggestion } from "../../dsl/closest.ts"
import type { Study } from "../../dsl/study.ts"
import type { Target } from "../../dsl/target.ts"

/** What a plan is made for: tables and figures, or whole studies. */
export type Subject = Target | Study

/** What a subject reads of one arm; what these need comes along. */
export interface Demand {
  readonly pretrain: boolean
  readonly reconstruct: boolean
  /** Tasks whose predictions are shown. */
  readonly predict: readonly string[]
  /** Tasks whose scores are read. */
  readonly score: readonly string[]
}

const nothing: Demand = { pretrain: false, reconstruct: false, predict: [], score: [] }

export const studyOf = (subject: Subject): Study => ("target" in subject ? subject.study : subject)

/** What a subject reads of an arm's experiment: a study everything, a table its columns. */
export const demandOf = (subject: Subject, experiment: Experiment): Demand => {
  if (!("target" in subject))
    return { ...nothing, pretrain: true, score: Object.keys(experiment.tasks) }
  if (subject.target === "table") {
    const heads = new Set(subject.columns.map((column) => column.split(".")[0] ?? ""))
    return {
      ...nothing,
      reconstruct: heads.has("pretraining"),
      score: [...heads].filter((head) => head !== "pretraining"),
    }
  }
  if (subject.kind === "losses")
    return { ...nothing, pretrain: true, score: Object.keys(experiment.tasks) }
  return subject.kind === "reconstructions"
    ? { ...nothing, reconstruct: true }
    : { ...nothing, predict: [subject.task] }
}

/** Tasks that a subject names and the experiment lacks. */
export const demandFaults = (
  subject: Subject,
  demand: Demand,
  experiment: Experiment,
): readonly Fault[] => {
  const tasks = Object.keys(experiment.tasks)
  return [...new Set([...demand.predict, ...demand.score])]
    .filter((task) => !tasks.includes(task))
    .map((task) => ({
      what: `${subject.name} reads the task "${task}", which ${experiment.name} does not have`,
      where: {},
      expected: `one of ${tasks.join(", ") || "(no task is declared)"}`,
      mend: suggestion(task, tasks),
    }))
}
